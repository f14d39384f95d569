import { verify } from 'node:crypto'
import { ALGORITHMS } from '../algorithms.js'
import type { VerificationKey } from '../keys/verification-key.js'
import type { UnverifiedToken } from './unverified-token.js'

/**
 * Whether a signature over the bytes as they were received is of one of these keys (RFC 7515 §5.2).
 *
 * Synchronous, on purpose: WebCrypto's hop to another thread costs more than the verification. The
 * keys must have been chosen for the token's algorithm, see `KeySet.select`.
 */
export function isSignedByOneOf(keys: readonly VerificationKey[], token: UnverifiedToken): boolean {
  const { hash, signatureBytes, verifyOptions } = ALGORITHMS[token.algorithm]
  const { signature, signingInput } = token
  return keys.some(
    ({ publicKey: key, modulusBytes }) =>
      // OpenSSL decides about lengths differently for each kind of key. RFC 7518 §3.3, §3.4, RFC
      // 8037 §3.1 and RFC 9964 §5 know one length only.
      signature.length === (signatureBytes ?? modulusBytes) &&
      verify(hash ?? null, signingInput, { key, ...verifyOptions }, signature),
  )
}
