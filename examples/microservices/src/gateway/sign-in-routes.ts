import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
import { TokenRefused, type TokenClient } from '../token-client.js'
import { cookieOf, SESSION, SESSION_COOKIE, SIGN_IN, SIGN_IN_COOKIE } from './cookies.js'
import type { Sessions } from './sessions.js'

export interface SignInOptions {
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
}

/** Milliseconds that somebody may take to sign in. */
const PATIENCE = 600_000

/**
 * Sends people to the issuer to sign in, and opens a session when they come back with a code. What has
 * to be remembered in between (`state`, and the secret of PKCE) is in a cookie of the browser itself, so
 * that nobody can fill up our memory, and no answer is taken that this browser has not asked for.
 */
export function signInRoutes(
  { issuer, clientId, redirectUri }: SignInOptions,
  tokens: TokenClient,
  sessions: Sessions,
): Router {
  const router = Router()

  router.get('/sign-in', (_req, res) => {
    const [state, codeVerifier] = [random(), random()]
    const url = new URL('/authorize', issuer)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString()
    res.cookie(SIGN_IN_COOKIE, `${state}.${codeVerifier}`, { ...SIGN_IN, maxAge: PATIENCE })
    res.set('cache-control', 'no-store').redirect(303, url.href)
  })

  router.get('/signed-in', async (req, res) => {
    const { code, state } = req.query
    const [expected = '', codeVerifier = ''] = cookieOf(req, SIGN_IN_COOKIE)?.split('.') ?? []
    res.clearCookie(SIGN_IN_COOKIE, SIGN_IN).set('cache-control', 'no-store')
    if (typeof code !== 'string' || typeof state !== 'string' || !isSame(state, expected)) {
      res.redirect(303, '/#not-the-answer')
      return
    }
    try {
      const answer = await tokens.redeem(code, redirectUri, codeVerifier)
      // A new name for every sign-in, so that nobody can have set it before.
      sessions.drop(cookieOf(req, SESSION_COOKIE))
      res.cookie(SESSION_COOKIE, sessions.open(answer), SESSION)
      res.redirect(303, '/')
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      res.redirect(303, '/#not-the-answer')
    }
  })
  return router
}

function random(): string {
  return randomBytes(32).toString('base64url')
}

function isSame(state: string, expected: string): boolean {
  const [one, other] = [Buffer.from(state), Buffer.from(expected)]
  return one.length > 0 && one.length === other.length && timingSafeEqual(one, other)
}
