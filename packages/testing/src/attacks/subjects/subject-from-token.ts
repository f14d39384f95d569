import { merge, type Overrides } from '../../test-tokens.js'
import { decodedSegments } from '../forge/compact.js'
import type { AttackSubject } from '../token-attack.js'
import { createSubject } from './create-subject.js'

/** What is known without any private key. */
export interface TokenSubjectOptions {
  /** A compact JWT that the server takes. */
  readonly token: string
  /** The set that the server takes its keys from. Default: not known. */
  readonly jwks?: { readonly keys: readonly unknown[] }
  /** Seconds since 1970. Default: the clock of this process. */
  readonly now?: () => number
  readonly collectorUrl?: string
}

/**
 * A server of which one good token is known, and perhaps the public keys. It signs nothing: `sign` throws a
 * `SigningKeyNeeded`.
 *
 * @throws TypeError if the token is no compact JWS with two JSON objects. The message says nothing of the token.
 */
export function subjectFromToken(options: TokenSubjectOptions): AttackSubject {
  const { token, jwks = { keys: [] }, now = systemTime, collectorUrl } = options
  const [header, claims] = decodedSegments(token)
  return createSubject({
    issuer: text(claims['iss']),
    audience: text([claims['aud']].flat()[0]),
    now,
    jwks,
    keys: new Map(),
    claims: (overrides: Overrides = {}) => merge(claims, overrides),
    header: (key) => ({ ...header, ...(key && { alg: key.algorithm, kid: key.kid }) }),
    token,
    collectorUrl,
  })
}

export function systemTime(): number {
  return Math.floor(Date.now() / 1000)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
