import {
  acr,
  allOf,
  authenticatedWithin,
  createVerifier,
  scopes,
  type Authentication,
  type Policy,
  type Verifier,
} from '@countersign/core'
import { ORDERS_API, SECOND_FACTOR } from 'example-shared'
import { z } from 'zod'

const claims = z.object({ tenant: z.string() })

type Claims = z.infer<typeof claims>

/** What `@Auth()` gives the handlers. */
export type OrdersAuth = Authentication<Claims>

/** For somebody who has shown a second factor in the last five minutes. */
export const mayCancel: Policy = allOf(
  scopes('orders:write'),
  acr(SECOND_FACTOR),
  authenticatedWithin(300),
)

/** Makes the verifier of tokens for the orders API. */
export function createOrdersVerifier(issuer: string): Verifier<Claims> {
  return createVerifier({
    issuer,
    audience: ORDERS_API,
    claims,
    resource: {
      resource: ORDERS_API,
      scopesSupported: ['orders:read', 'orders:write', 'admin'],
    },
  })
}
