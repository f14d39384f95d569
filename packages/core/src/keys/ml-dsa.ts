import { createPublicKey } from 'node:crypto'
import type { PostQuantumAlgorithm } from '../algorithms.js'

/** Length of a public key: a seed of 32 bytes, and the vector t1 (RFC 9964 §5, FIPS 204 §5.3). */
export const ML_DSA_KEY_BYTES: Readonly<Record<PostQuantumAlgorithm, number>> = {
  'ML-DSA-44': 1312,
  'ML-DSA-65': 1952,
  'ML-DSA-87': 2592,
}

const SEED_BYTES = 32

/**
 * Whether a public key is memory that nobody wrote to.
 *
 * Any bytes of the right length are a key to OpenSSL. With t1 all zeros or all ones, the key drops
 * out of the signature equation, and anybody can sign for it.
 */
export function isBlankMlDsaKey(pub: Buffer): boolean {
  const t1 = pub.subarray(SEED_BYTES)
  return t1.every((byte) => byte === t1[0])
}

const answers = new Map<PostQuantumAlgorithm, boolean>()

/** Whether this Node can verify with an algorithm: from 24.6 on, with OpenSSL 3.5. Asked once. */
export function supportsMlDsa(algorithm: PostQuantumAlgorithm): boolean {
  const known = answers.get(algorithm)
  if (known !== undefined) return known
  const answer = takesKeysOf(algorithm)
  answers.set(algorithm, answer)
  return answer
}

// The version alone does not tell: a Node may be linked to the OpenSSL of its system.
function takesKeysOf(algorithm: PostQuantumAlgorithm): boolean {
  const pub = Buffer.alloc(ML_DSA_KEY_BYTES[algorithm]).toString('base64url')
  try {
    createPublicKey({ key: { kty: 'AKP', alg: algorithm, pub }, format: 'jwk' })
    return true
  } catch {
    return false
  }
}
