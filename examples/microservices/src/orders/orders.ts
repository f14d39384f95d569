import { randomUUID } from 'node:crypto'
import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import { createVerifier, type RevocationList } from '@countersign/core'
import { createIssuer, generateSigningKey, type EncryptToAudience } from '@countersign/issuer'
import { authenticate, authOf, requireScopes } from '@countersign/koa'
import type { Handler } from 'example-shared'
import Koa from 'koa'
import { z } from 'zod'
import { describeHop, hopSchema, shownClaims, type Hop } from '../hop.js'
import { BILLING, CHARGE, ORDERS, PLACE_ORDERS } from '../names.js'
import { createTokenClient, type ClientCredentials } from '../token-client.js'
import { amountOf, orderSchema } from './price-list.js'

export interface OrdersOptions {
  /** Where it is: the `iss` of what it says to billing. */
  readonly url: string
  readonly issuer: string
  /** Where billing is. */
  readonly billing: string
  /** The public key of billing. */
  readonly encryptTo: EncryptToAudience
  readonly credentials: ClientCredentials
  readonly revocation: RevocationList
}

const chargedSchema = z.object({ charge: z.object({ id: z.string() }), hops: z.array(hopSchema) })

/** Takes orders, and has them charged: by a token of its own for billing, and one with the order. */
export async function createOrders(
  options: OrdersOptions,
): Promise<{ handler: Handler; close(): void }> {
  const { url, issuer, billing, encryptTo, credentials, revocation } = options
  const { clientId } = credentials
  const verifier = createVerifier({
    issuer,
    audience: ORDERS,
    revocation,
    claims: z.object(shownClaims),
  })
  const tokens = createTokenClient(issuer, credentials)
  // Not for access: it signs what this service says, and encrypts it to the one that it says it to.
  const statements = createIssuer({
    issuer: url,
    audience: BILLING,
    keys: [await generateSigningKey('ES256')],
    lifetime: 60,
    encryptTo,
  })

  async function charge(userToken: string, statement: string): Promise<Hop[]> {
    const token = await tokens.exchange(userToken, { audience: BILLING, scope: CHARGE })
    const response = await fetch(`${billing}/charges`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ order: statement }),
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    })
    if (response.status !== 201) throw new Error(`Billing answers ${response.status}`)
    return chargedSchema.parse(await response.json()).hops
  }

  const router = new Router()
  router.post('/orders', requireScopes(PLACE_ORDERS), async (ctx) => {
    const auth = authOf(verifier, ctx)
    const { data } = orderSchema.safeParse(ctx.request.body)
    if (!data) {
      ctx.status = 400
      ctx.body = { error: 'An order is an item that we have, and a quantity of 1 to 100' }
      return
    }
    const order = { id: randomUUID(), ...data, amount: amountOf(data), currency: 'EUR' }
    const statement = await statements.issue({
      subject: auth.subject ?? '',
      clientId,
      claims: { order },
    })
    // Whatever it is, it is not the fault of whoever has sent the order.
    const hops = await charge(auth.token, statement).catch((cause: unknown) =>
      ctx.throw(502, 'The order could not be charged', { cause }),
    )
    const own = describeHop(auth, { from: 'gateway', to: 'orders', what: 'access', status: 201 })
    ctx.status = 201
    ctx.set('cache-control', 'no-store')
    ctx.body = { order, hops: [own, ...hops] }
  })

  const app = new Koa()
  // The public key of what it signs: in the open, as every issuer's.
  app.use(statements.koa())
  app.use(authenticate(verifier))
  app.use(bodyParser({ enableTypes: ['json'], jsonLimit: '4kb' }))
  app.use(router.routes())
  return { handler: app.callback(), close: () => verifier.close() }
}
