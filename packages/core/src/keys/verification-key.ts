import { ALGORITHMS, isAlgorithm, type Algorithm } from '../algorithms.js'
import { importMaterial, type KeyMaterial } from './key-material.js'

/** A public key of an issuer, ready to verify with. */
export interface VerificationKey extends KeyMaterial {
  readonly kid: string | undefined
  /** The one algorithm that the JWK allows (RFC 7517 §4.4); `undefined`: any that fits its type. */
  readonly algorithm: Algorithm | undefined
}

/** Members of private and symmetric keys only (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 9964 §3). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Imports one entry of a JWK Set; throws an Error that says why it is of no use. */
export function importVerificationKey(entry: unknown): VerificationKey {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new Error('no object')
  const jwk = entry as Record<string, unknown>
  for (const member of SECRET_MEMBERS) {
    if (member in jwk) throw new Error('private or symmetric')
  }
  const { kid, use, key_ops: operations, ext, alg } = jwk
  if (kid !== undefined && typeof kid !== 'string') throw new Error('malformed kid')
  if (use !== undefined && use !== 'sig') throw new Error('not for signatures (use)')
  if (operations !== undefined && !allowsVerification(operations)) {
    throw new Error('not for verification (key_ops)')
  }
  if (ext !== undefined && typeof ext !== 'boolean') throw new Error('malformed ext')
  const material = importMaterial(jwk)
  if (alg === undefined) return { kid, algorithm: undefined, ...material }
  if (!isAlgorithm(alg)) throw new Error('unsupported alg')
  const row = ALGORITHMS[alg]
  if (row.kty !== material.kty || row.crv !== material.crv)
    throw new Error('alg of another key type')
  return { kid, algorithm: alg, ...material }
}

/** RFC 7517 §4.3: a list of operations, none of them twice. */
function allowsVerification(operations: unknown): boolean {
  if (!Array.isArray(operations) || new Set(operations).size !== operations.length) return false
  return operations.includes('verify') && operations.every((one) => typeof one === 'string')
}

/** Whether a key may verify signatures of an algorithm: by its type, its curve and its own `alg`. */
export function fits(key: VerificationKey, algorithm: Algorithm): boolean {
  const row = ALGORITHMS[algorithm]
  if (key.kty !== row.kty || key.crv !== row.crv) return false
  return key.algorithm === undefined || key.algorithm === algorithm
}
