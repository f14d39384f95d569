import { createVerifier } from '@countersign/core'
import { authenticate } from '@countersign/express'
import type { RequestHandler } from 'express'
import { auth } from 'express-oauth2-jwt-bearer'

/** What stands in front of a route. */
export type Guard = 'bare' | 'ours' | 'peer'

/** Whose tokens are taken, and for whom they are. */
export interface Trusted {
  readonly issuer: string
  readonly audience: string
}

/**
 * Each of them as its README has it, with DPoP demanded and nothing else said: both find the keys by
 * discovery.
 */
export const GUARDS: Readonly<Record<Guard, (trusted: Trusted) => readonly RequestHandler[]>> = {
  bare: () => [],
  ours: (trusted) => [authenticate(createVerifier({ ...trusted, dpop: 'require' }))],
  peer: ({ issuer, audience }) => [
    auth({ issuerBaseURL: issuer, audience, dpop: { enabled: true, required: true } }),
  ],
}
