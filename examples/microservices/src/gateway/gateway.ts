import {
  createVerifier,
  isAuthError,
  type Authentication,
  type RevocationList,
} from '@countersign/core'
import { staticSite, type Handler } from 'example-shared'
import express, { type Request } from 'express'
import { z } from 'zod'
import { answerErrors, SignedOut } from '../answer-errors.js'
import type { Demonstration } from '../demonstration.js'
import { describeHop, hopSchema, shownClaims } from '../hop.js'
import { CHARGE, GATEWAY, ORDERS, PLACE_ORDERS } from '../names.js'
import { createTokenClient, TokenRefused, type ClientCredentials } from '../token-client.js'
import { cookieOf, SESSION, SESSION_COOKIE } from './cookies.js'
import { ownOrigin } from './own-origin.js'
import { createSessions, type Session } from './sessions.js'
import { signInRoutes } from './sign-in-routes.js'

export interface GatewayOptions {
  /** Where it is, as browsers see it. */
  readonly url: string
  readonly issuer: string
  /** Where the orders service is. */
  readonly orders: string
  readonly credentials: ClientCredentials
  readonly redirectUri: string
  readonly revocation: RevocationList
  /** Only for the page: what a gateway would never have. */
  readonly demonstration: Demonstration
}

const answerSchema = z.object({ order: z.object({ id: z.string() }), hops: z.array(hopSchema) })

const FOLDER = new URL('../../src/public/', import.meta.url)

const claimsSchema = z.object({ ...shownClaims, name: z.string() })

interface SignedIn {
  readonly id: string
  readonly session: Session
  readonly auth: Authentication<z.infer<typeof claimsSchema>>
}

/** The one that browsers talk to. They have a session cookie, and never see a token. */
export function createGateway(options: GatewayOptions): { handler: Handler; close(): void } {
  const { url, issuer, orders, credentials, redirectUri, revocation, demonstration } = options
  const { clientId } = credentials
  const verifier = createVerifier({ issuer, audience: GATEWAY, revocation, claims: claimsSchema })
  const tokens = createTokenClient(issuer, credentials)
  const sessions = createSessions(tokens)
  const app = express().disable('x-powered-by')

  /** Whose request it is. The token is verified for each of them: it may have been revoked. */
  async function signedIn(req: Request): Promise<SignedIn> {
    const id = cookieOf(req, SESSION_COOKIE) ?? ''
    const session = sessions.find(id)
    if (!session) throw new SignedOut()
    try {
      return { id, session, auth: await verifier.verifyToken(await session.token()) }
    } catch (error) {
      const isOver = error instanceof TokenRefused || (isAuthError(error) && error.status === 401)
      if (!isOver) throw error
      sessions.drop(id)
      throw new SignedOut()
    }
  }

  app.use(signInRoutes({ issuer, clientId, redirectUri }, tokens, sessions))
  app.use(ownOrigin(url))

  app.get('/session', async (req, res) => {
    const { auth } = await signedIn(req)
    res.set('cache-control', 'no-store').json({ user: auth.subject, name: auth.claims.name })
  })

  app.post('/orders', express.json({ limit: '4kb' }), async (req, res) => {
    const { auth } = await signedIn(req)
    // Good at the orders service only, for this one call, and with less scope than the user has.
    const token = await tokens.exchange(auth.token, {
      audience: ORDERS,
      scope: `${PLACE_ORDERS} ${CHARGE}`,
    })
    const response = await fetch(`${orders}/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(req.body ?? null),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    if (response.status !== 201) {
      // Only what is wrong with the order is the browser's fault.
      res.status(response.status === 400 ? 400 : 502).json({ error: 'order_refused' })
      return
    }
    const { order, hops } = answerSchema.parse(await response.json())
    const own = describeHop(auth, { from: 'issuer', to: 'gateway', what: 'access', status: 200 })
    res.status(201).json({ order, hops: [own, ...hops] })
  })

  app.post('/refusals', async (req, res) => {
    const { auth } = await signedIn(req)
    res.json({ attempts: await demonstration.refusals(auth.token) })
  })

  app.post('/sign-out', async (req, res) => {
    const { id, session, auth } = await signedIn(req)
    const afterwards = await demonstration.afterwards(auth.token)
    await session.revoke()
    sessions.drop(id)
    res.clearCookie(SESSION_COOKIE, SESSION)
    res.json({ attempts: await afterwards() })
  })

  app.use(
    staticSite({ folder: FOLDER, index: 'index.html' }, [
      'app.js',
      'view.js',
      'style.css',
      'icon.svg',
    ]),
  )
  app.use(answerErrors)
  return { handler: app, close: () => verifier.close() }
}
