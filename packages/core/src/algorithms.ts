import { constants } from 'node:crypto'

/** Signature algorithms that we support (RFC 7518 §3.1, RFC 8037, RFC 9864, RFC 9964). */
export type Algorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87'

/** Those that a quantum computer is not known to break. */
export type PostQuantumAlgorithm = Extract<Algorithm, `ML-DSA-${number}`>

/** What one `alg` means: the key it takes, and how `crypto.verify` is called for it. */
export interface AlgorithmRow {
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'AKP'
  readonly crv: string | undefined
  /** Exact signature length, or `undefined` where it depends on the key's modulus. */
  readonly signatureBytes: number | undefined
  readonly hash: string | undefined
  /** Beside the key; `undefined`: what Node does by itself with such a key is right. */
  readonly verifyOptions: PssOptions | undefined
}

interface PssOptions {
  readonly padding: number
  readonly saltLength: number
}

// The padding that Node takes for a key that says no more than RSA, as every JWK. To name it makes a
// verification half as long again on Node 24.
const pkcs1 = (bits: number): AlgorithmRow => ({
  kty: 'RSA',
  crv: undefined,
  signatureBytes: undefined,
  hash: `sha${bits}`,
  verifyOptions: undefined,
})

// RFC 7518 §3.5: the salt is as long as the hash. OpenSSL would otherwise take any length.
const pss = (bits: number): AlgorithmRow => ({
  ...pkcs1(bits),
  verifyOptions: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 },
})

const ecdsa = (bits: number, crv: string, signatureBytes: number): AlgorithmRow => ({
  kty: 'EC',
  crv,
  signatureBytes,
  hash: `sha${bits}`,
  verifyOptions: undefined,
})

const ed25519: AlgorithmRow = {
  kty: 'OKP',
  crv: 'Ed25519',
  signatureBytes: 64,
  hash: undefined,
  verifyOptions: undefined,
}

// RFC 9964 §5: pure ML-DSA, with an empty context, which is what `crypto.verify` takes by default.
const mlDsa = (signatureBytes: number): AlgorithmRow => ({
  kty: 'AKP',
  crv: undefined,
  signatureBytes,
  hash: undefined,
  verifyOptions: undefined,
})

/** Every supported algorithm. The `Record` keeps the table whole: a new name needs a row. */
export const ALGORITHMS: Readonly<Record<Algorithm, AlgorithmRow>> = {
  RS256: pkcs1(256),
  RS384: pkcs1(384),
  RS512: pkcs1(512),
  PS256: pss(256),
  PS384: pss(384),
  PS512: pss(512),
  ES256: ecdsa(256, 'P-256', 64),
  ES384: ecdsa(384, 'P-384', 96),
  ES512: ecdsa(512, 'P-521', 132),
  EdDSA: ed25519,
  Ed25519: ed25519,
  'ML-DSA-44': mlDsa(2420),
  'ML-DSA-65': mlDsa(3309),
  'ML-DSA-87': mlDsa(4627),
}

const names = Object.keys(ALGORITHMS) as Algorithm[]

/**
 * Every algorithm that verifies on every Node we support: the default of `algorithms`.
 * {@link POST_QUANTUM_ALGORITHMS} are not among them.
 */
export const ALL_ALGORITHMS: readonly Algorithm[] = names.filter((name) => !isPostQuantum(name))

/**
 * ML-DSA-44, -65 and -87 (RFC 9964, FIPS 204): off unless `algorithms` names them.
 *
 * To turn them on: `algorithms: [...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS]`. That takes
 * Node 24.6 or later, with OpenSSL 3.5; where it is older, making the verifier throws a ConfigError.
 * Their signatures add 3 227, 4 412 and 6 170 characters to a token, where Node takes 16 384 for all
 * headers together, and proxies often less.
 */
export const POST_QUANTUM_ALGORITHMS: readonly Algorithm[] = names.filter(isPostQuantum)

/** Whether a value is the exact name of a supported algorithm. */
export function isAlgorithm(value: unknown): value is Algorithm {
  return typeof value === 'string' && Object.hasOwn(ALGORITHMS, value)
}

/** Whether an algorithm is one of {@link POST_QUANTUM_ALGORITHMS}. */
export function isPostQuantum(algorithm: Algorithm): algorithm is PostQuantumAlgorithm {
  return ALGORITHMS[algorithm].kty === 'AKP'
}
