import { createVerify, verify } from 'node:crypto'
import { ALGORITHMS, type Algorithm } from '../algorithms.js'
import { toDer } from './ecdsa-signature.js'
import type { VerificationKey } from '../keys/verification-key.js'

/** A signature, and what it is over. */
export interface Signed {
  /** Two segments and the dot between them: nothing but ASCII. */
  readonly signingInput: string
  readonly signature: Buffer
}

/**
 * Whether a signature over the bytes as they were received is of this key (RFC 7515 §5.2).
 *
 * Synchronous, on purpose: WebCrypto's hop to another thread costs more than the verification. And in
 * three calls, where the algorithm allows it: on every Node the one call takes longer. The key must
 * have been chosen for the algorithm, see `fits`.
 */
export function isSignedBy(
  { publicKey: key, modulusBytes }: Pick<VerificationKey, 'publicKey' | 'modulusBytes'>,
  algorithm: Algorithm,
  { signature, signingInput }: Signed,
): boolean {
  const { kty, hash, signatureBytes, verifyOptions } = ALGORITHMS[algorithm]
  // OpenSSL decides about lengths differently for each kind of key. RFC 7518 §3.3, §3.4, RFC 8037
  // §3.1 and RFC 9964 §5 know one length only.
  if (signature.length !== (signatureBytes ?? modulusBytes)) return false
  const input = verifyOptions
    ? { key, padding: verifyOptions.padding, saltLength: verifyOptions.saltLength }
    : key
  if (hash === undefined) return verify(null, Buffer.from(signingInput, 'latin1'), input, signature)
  const own = kty === 'EC' ? toDer(signature) : signature
  return createVerify(hash).update(signingInput, 'latin1').verify(input, own)
}
