import {
  createIssuer,
  generateSigningKey,
  type EncryptToAudience,
  type Issuer,
  type SigningKey,
} from '@countersign/issuer'
import { attemptCall, attemptExchange, type Attempt } from './attempt.js'
import { BILLING, CHARGE, ORDERS, ORDERS_CLIENT, PLACE_ORDERS, REFUND } from './names.js'
import { createTokenClient, type ClientCredentials } from './token-client.js'

/** So that a token of a minute has expired. */
function longAgo(): number {
  return Date.now() - 600_000
}

function forBilling(issuer: Issuer): Promise<string> {
  return issuer.issue({
    subject: 'ada',
    clientId: ORDERS_CLIENT,
    audience: BILLING,
    scope: CHARGE,
    lifetime: 60,
    claims: { customer: { account: 'guessed', vatId: 'guessed' } },
  })
}

/** Does what must not work, with everybody's secrets: no service has them all, nor any of this. */
export interface Demonstration {
  /** What is refused while the user, whose token this is, is signed in. */
  refusals(userToken: string): Promise<readonly Attempt[]>
  /** Gets a token for each hop, and gives what tries them again, for when the user has signed out. */
  afterwards(userToken: string): Promise<() => Promise<readonly Attempt[]>>
}

export interface DemonstrationOptions {
  readonly issuer: string
  readonly orders: string
  readonly billing: string
  readonly gatewayCredentials: ClientCredentials
  readonly ordersCredentials: ClientCredentials
  /** The key of the issuer, for tokens as it would never make them. */
  readonly signingKey: SigningKey
  /** The public key of billing. */
  readonly encryptTo: EncryptToAudience
}

/** Makes it, for a running example. */
export async function createDemonstration(options: DemonstrationOptions): Promise<Demonstration> {
  const { issuer: url, signingKey, encryptTo } = options
  const gateway = createTokenClient(url, options.gatewayCredentials)
  const orders = createTokenClient(url, options.ordersCredentials)
  const urls = { orders: `${options.orders}/orders`, billing: `${options.billing}/charges` }
  const forgetful = createIssuer({ issuer: url, keys: [signingKey] })
  const late = createIssuer({
    issuer: url,
    keys: [signingKey],
    encryptTo,
    clock: longAgo,
  })
  // Anybody can encrypt to a public key. Who says a thing is in the signature, inside.
  const stranger = createIssuer({
    issuer: options.orders,
    keys: [await generateSigningKey('ES256')],
    encryptTo,
  })

  const call = (
    what: string,
    to: keyof typeof urls,
    token: string,
    { body = {}, expected = '401 invalid_token' } = {},
  ): Promise<Attempt> => attemptCall({ what, to, url: urls[to], token, body, expected })

  async function tokens(userToken: string): Promise<{ atOrders: string; atBilling: string }> {
    const scope = `${PLACE_ORDERS} ${CHARGE}`
    const atOrders = await gateway.exchange(userToken, { audience: ORDERS, scope })
    const wanted = { audience: BILLING, scope: CHARGE }
    return { atOrders, atBilling: await orders.exchange(atOrders, wanted) }
  }

  return {
    async refusals(userToken) {
      const { atOrders, atBilling } = await tokens(userToken)
      const order = await forBilling(stranger)
      // One after the other: reasons are told to all of the process.
      return [
        await call("the user's token", 'orders', userToken),
        await call("the orders service's token", 'billing', atOrders),
        await call("billing's token, which only billing can read", 'orders', atBilling),
        await call('a token that was not encrypted', 'billing', await forBilling(forgetful)),
        await call('an expired token', 'billing', await forBilling(late)),
        await call('an order in the place of a token', 'billing', order),
        await call('an order that somebody else has encrypted', 'billing', atBilling, {
          body: { order },
          expected: '400',
        }),
        await attemptExchange({
          what: 'gateway asks for more than the user may',
          exchange: () => gateway.exchange(userToken, { audience: ORDERS, scope: REFUND }),
          expected: '400 invalid_scope',
        }),
        await attemptExchange({
          what: 'gateway asks for a token for billing',
          exchange: () => gateway.exchange(userToken, { audience: BILLING, scope: CHARGE }),
          expected: '400 invalid_target',
        }),
        await attemptExchange({
          what: "gateway exchanges the orders service's token",
          exchange: () => gateway.exchange(atOrders, { audience: ORDERS, scope: CHARGE }),
          expected: '400 invalid_target',
        }),
      ]
    },

    async afterwards(userToken) {
      const { atOrders, atBilling } = await tokens(userToken)
      return async () => [
        await attemptExchange({
          what: 'signed out: gateway exchanges the token it had',
          exchange: () => gateway.exchange(userToken, { audience: ORDERS, scope: PLACE_ORDERS }),
          expected: '400 invalid_request',
        }),
        await attemptExchange({
          what: 'signed out: orders exchanges the token it had',
          exchange: () => orders.exchange(atOrders, { audience: BILLING, scope: CHARGE }),
          expected: '400 invalid_request',
        }),
        await call('signed out: a token for orders, not expired', 'orders', atOrders),
        await call('signed out: a token for billing, not expired', 'billing', atBilling),
      ]
    },
  }
}
