import type { JWTPayload } from 'jose'
import type { Authentication } from '../authentication.js'
import { ConfigError } from '../errors.js'
import type { JsonObject } from './strict-json.js'

/** What an Authentication was made from, and does not show. */
export interface Provenance {
  /** The claims as the issuer signed them: a schema may drop or change some. */
  readonly signed: JsonObject
  /** The identifiers of this API that the token's issuer uses. */
  readonly audiences: readonly string[]
  /** When it is refused from, all tolerance included. Seconds since the epoch. */
  readonly until: number
}

/** Shared by two copies of this package in one process, so that policies of either can read it. */
export const PROVENANCE: unique symbol = Symbol.for('countersign.provenance') as never

/** Where an Authentication keeps the headers that the answer to its request has to carry. */
export const RESPONSE_HEADERS: unique symbol = Symbol.for('countersign.response-headers') as never

/** What an Authentication has beside what everybody sees of it. */
interface Verified {
  readonly [PROVENANCE]: Provenance
  readonly [RESPONSE_HEADERS]: Readonly<Record<string, string>>
}

/** Throws a ConfigError for an object that no verifier made, such as a copy of an Authentication. */
export function provenanceOf(auth: Authentication<unknown>): Provenance {
  const provenance = (auth as Partial<Verified> | undefined)?.[PROVENANCE]
  if (provenance) return provenance
  throw copied()
}

/** The claims as the issuer signed them: what policies are about. */
export function verifiedClaimsOf(auth: Authentication<unknown>): JWTPayload & JsonObject {
  return provenanceOf(auth).signed
}

/** Throws a ConfigError for an object that no verifier made. */
export function ownResponseHeadersOf(
  auth: Authentication<unknown>,
): Readonly<Record<string, string>> {
  const headers = (auth as Partial<Verified> | undefined)?.[RESPONSE_HEADERS]
  if (headers) return headers
  throw copied()
}

function copied(): ConfigError {
  return new ConfigError('auth', 'must be the Authentication itself, and not a copy of it')
}
