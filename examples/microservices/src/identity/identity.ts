import type { RevocationList } from '@countersign/core'
import {
  createIssuer,
  memoryRefreshTokenStore,
  type EncryptToAudience,
  type SigningKey,
} from '@countersign/issuer'
import type { Handler } from 'example-shared'
import express from 'express'
import { answerErrors } from '../answer-errors.js'
import { BILLING, CHARGE, GATEWAY, ORDERS, PLACE_ORDERS, REFUND } from '../names.js'
import type { ClientCredentials } from '../token-client.js'
import { exchangePolicy } from './exchange-policy.js'
import { createOneTimeCodes } from './one-time-codes.js'
import type { People } from './people.js'
import { redeemCode } from './redeem-code.js'
import { signIn } from './sign-in.js'

export interface IdentityOptions {
  /** The issuer identifier: where this server is. */
  readonly url: string
  readonly signingKey: SigningKey
  readonly people: People
  readonly gateway: ClientCredentials & { readonly redirectUri: string }
  readonly orders: ClientCredentials
  /** The public keys of services whose tokens nobody else may read. */
  readonly encryptTo: EncryptToAudience
  /** Where sign-outs are told. */
  readonly revocation: RevocationList
}

/** The issuer, with the login before it. */
export function createIdentity(options: IdentityOptions): Handler {
  const { url, signingKey, people, gateway, orders, encryptTo, revocation } = options
  const issuer = createIssuer({
    issuer: url,
    keys: [signingKey],
    // Seconds, for every token of an exchange: time for one call.
    lifetime: 60,
    encryptTo,
    refresh: { store: memoryRefreshTokenStore() },
    revocation,
    exchange: exchangePolicy(people),
    endpoints: { token: true, revocation: true },
    clients: [
      {
        clientId: gateway.clientId,
        secret: gateway.clientSecret,
        grantTypes: ['refresh_token', 'token_exchange'],
        audiences: [GATEWAY, ORDERS],
        scopes: [PLACE_ORDERS, CHARGE, REFUND],
      },
      {
        clientId: orders.clientId,
        secret: orders.clientSecret,
        grantTypes: ['token_exchange'],
        audiences: [BILLING],
        scopes: [CHARGE],
      },
    ],
  })
  const codes = createOneTimeCodes()
  const app = express().disable('x-powered-by')
  app.use(signIn(gateway, people, codes))
  app.use(redeemCode(issuer, gateway, codes))
  app.use(issuer.handler)
  app.use(answerErrors)
  return app
}
