import {
  createVerifier,
  type TokenRequest,
  type Verifier,
  type VerifierOptions,
} from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import { ISSUER } from './access-tokens.js'
import { AUDIENCE } from './providers.js'
import { received } from './received.js'

/** Ours, with one key at hand, and the cache that it has by itself if nothing is said of it. */
export function verifierFor({ publicJwk }: SigningKey, cache?: VerifierOptions['cache']): Verifier {
  const keys = { keys: [publicJwk] }
  const options = { issuer: ISSUER, audience: AUDIENCE, keys }
  return createVerifier(cache === undefined ? options : { ...options, cache })
}

/** A request with a bearer token, as an adapter hands it over. */
export function bearerRequest(token: string): TokenRequest {
  const host = new URL(AUDIENCE).host
  const authorization = received(`Bearer ${token}`)
  return {
    method: 'GET',
    url: '/orders',
    headers: { host, authorization },
    rawHeaders: ['Host', host, 'Accept', '*/*', 'Authorization', authorization],
    secure: true,
  }
}
