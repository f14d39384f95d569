import { createHash, randomUUID } from 'node:crypto'
import type { ProofKey } from './proof-key.js'
import { signCompact } from './sign-compact.js'
import { merge, type Overrides } from './test-tokens.js'

/** What {@link proof} makes a proof for. */
export interface ProofOptions {
  /** URL of the request; query and fragment are left out of `htu`. */
  readonly url: string
  /** Default GET. */
  readonly method?: string
  /** The access token that goes with it; without one there is no `ath`. */
  readonly token?: string
  /** The nonce that the server gave. */
  readonly nonce?: string
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
  /** Changes to the claims; `undefined` removes one. Strings and bytes are signed exactly as given. */
  readonly claims?: Overrides | string | Uint8Array
  /** Changes to the header, likewise. */
  readonly header?: Overrides | string | Uint8Array
}

/** Makes a good DPoP proof (RFC 9449 §4.2), with changes. Each has a `jti` of its own. */
export function proof(key: ProofKey, options: ProofOptions): string {
  const { url, method = 'GET', token, nonce, clock = Date.now } = options
  const header = { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.publicJwk }
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: url.replace(/[?#].*$/s, ''),
    iat: Math.floor(clock() / 1000),
    ath: token === undefined ? undefined : tokenHash(token),
    nonce,
  }
  return signCompact({
    header: changed(header, options.header),
    payload: changed(claims, options.claims),
    key: key.privateKey,
    algorithm: key.algorithm,
  })
}

/** The `ath` of a token (RFC 9449 §4.2). */
function tokenHash(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('base64url')
}

function changed(
  good: Overrides,
  changes: Overrides | string | Uint8Array = {},
): object | string | Uint8Array {
  return typeof changes === 'string' || changes instanceof Uint8Array
    ? changes
    : merge(good, changes)
}
