import { verify } from 'node:crypto'
import { ALGORITHMS } from '../algorithms.js'
import type { VerificationKey } from '../keys/verification-key.js'
import { Refused } from '../refused.js'
import type { UnverifiedToken } from './unverified-token.js'

/**
 * Checks the signature over the bytes as they were received (RFC 7515 §5.2); throws Refused.
 *
 * Synchronous, on purpose: WebCrypto's hop to another thread costs more than the verification. The
 * keys must have been chosen for the token's algorithm, see `KeySet.select`; one of them will do.
 */
export function verifySignature(token: UnverifiedToken, keys: readonly VerificationKey[]): void {
  const { signatureBytes } = ALGORITHMS[token.algorithm]
  const { length } = token.signature
  // OpenSSL decides about lengths differently for each kind of key. RFC 7518 §3.3, §3.4, RFC 8037
  // §3.1, RFC 9964 §5 know one length only.
  const fitting = keys.filter(({ modulusBytes }) => length === (signatureBytes ?? modulusBytes))
  if (fitting.length === 0) throw new Refused('invalid_signature', 'length')
  if (!fitting.some((key) => isSignedBy(token, key))) throw new Refused('invalid_signature')
}

function isSignedBy(
  { algorithm, signingInput, signature }: UnverifiedToken,
  key: VerificationKey,
): boolean {
  const { hash, verifyOptions } = ALGORITHMS[algorithm]
  return verify(hash ?? null, signingInput, { key: key.publicKey, ...verifyOptions }, signature)
}
