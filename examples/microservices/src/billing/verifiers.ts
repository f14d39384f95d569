import {
  createVerifier,
  type Authentication,
  type RevocationList,
  type Verifier,
} from '@countersign/core'
import type { EncryptionKeyRing } from '@countersign/issuer'
import { z } from 'zod'
import { shownClaims } from '../hop.js'
import { BILLING } from '../names.js'

const accessClaims = z.object({
  ...shownClaims,
  customer: z.object({ account: z.string(), vatId: z.string() }),
})

const orderClaims = z.object({
  ...shownClaims,
  order: z.object({
    id: z.uuid(),
    item: z.string(),
    quantity: z.int().positive(),
    amount: z.int().positive(),
    currency: z.literal('EUR'),
  }),
})

/** What `@Auth()` gives: who may have something charged, and to which account. */
export type BillingAuth = Authentication<z.infer<typeof accessClaims>>

/** What is to be charged, as the orders service has said it. */
export type OrderVerifier = Verifier<z.infer<typeof orderClaims>>

export interface BillingOptions {
  /** Where it is. */
  readonly url: string
  readonly issuer: string
  /** The issuer of statements about orders. */
  readonly orders: string
  /** Open what was encrypted to billing. With them, nothing is taken that was not. */
  readonly keys: EncryptionKeyRing
  readonly revocation: RevocationList
}

/**
 * Two verifiers, because there are two questions, and each has somebody else to answer it: who may
 * charge (the issuer), and what is to be charged (the orders service). A token for the one is none for
 * the other.
 */
export function createBillingVerifiers({ issuer, orders, keys, revocation }: BillingOptions): {
  access: Verifier<BillingAuth['claims']>
  order: OrderVerifier
} {
  const common = { audience: BILLING, decryption: keys }
  return {
    access: createVerifier({ ...common, issuer, revocation, claims: accessClaims }),
    order: createVerifier({ ...common, issuer: orders, claims: orderClaims }),
  }
}
