import { verify } from 'node:crypto'
import { ALGORITHMS } from '../algorithms.js'
import type { VerificationKey } from '../keys/verification-key.js'
import { Refused } from '../refused.js'
import type { UnverifiedToken } from './unverified-token.js'

/**
 * Checks the signature over the bytes as they were received (RFC 7515 §5.2); throws Refused.
 *
 * Synchronous, on purpose: WebCrypto's hop to another thread costs more than the verification. The
 * key must have been chosen for the token's algorithm, see `KeySet.select`.
 */
export function verifySignature(token: UnverifiedToken, key: VerificationKey): void {
  const { hash, signatureBytes, verifyOptions } = ALGORITHMS[token.algorithm]
  const { signature } = token
  // OpenSSL decides about lengths differently for each kind of key. RFC 7518 §3.3, §3.4, RFC 8037
  // §3.1 know one length only.
  if (signature.length !== (signatureBytes ?? key.modulusBytes)) {
    throw new Refused('invalid_signature', 'length')
  }
  const options = { key: key.publicKey, ...verifyOptions }
  if (!verify(hash ?? null, token.signingInput, options, signature)) {
    throw new Refused('invalid_signature')
  }
}
