// What users of post-quantum signatures meet: on a Node that has ML-DSA, and on one that has not.
import { generateKeyPairSync } from 'node:crypto'
import {
  ALL_ALGORITHMS,
  ConfigError,
  createVerifier,
  isAuthError,
  POST_QUANTUM_ALGORITHMS,
  type Algorithm,
} from '@countersign/core'
import { signCompact, type TestIdentityProvider } from '@countersign/testing'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

const hasPostQuantum = major > 24 || (major === 24 && minor >= 6)

const everyAlgorithm: readonly Algorithm[] = [...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS]

/** Every algorithm that this Node has. */
export const ALLOWED_ALGORITHMS = hasPostQuantum ? everyAlgorithm : ALL_ALGORITHMS

/** A token of each algorithm, from a fresh key that the provider publishes. None without ML-DSA. */
export function postQuantumTokens(
  provider: TestIdentityProvider,
): readonly (readonly [algorithm: Algorithm, token: string])[] {
  return POST_QUANTUM_ALGORITHMS.filter(() => hasPostQuantum).map((alg) => {
    // The types of Node 20 do not know these names.
    const { privateKey, publicKey } = generateKeyPairSync(alg.toLowerCase() as 'ed25519')
    provider.jwks.keys.push({ ...publicKey.export({ format: 'jwk' }), kid: alg, use: 'sig' })
    const token = signCompact({
      header: { typ: 'at+jwt', alg, kid: alg },
      payload: provider.claims(),
      key: privateKey,
      algorithm: alg,
    })
    return [alg, token]
  })
}

/** Whether a verifier that was not told of them refuses such tokens. */
export async function isOffByDefault(
  options: { issuer: string; audience: string },
  tokens: ReturnType<typeof postQuantumTokens>,
): Promise<boolean> {
  const verifier = createVerifier(options)
  const reasons = tokens.map(async ([, token]) => {
    const error: unknown = await verifier.verifyToken(token).catch((reason: unknown) => reason)
    return isAuthError(error) && error.reason
  })
  const all = await Promise.all(reasons)
  verifier.close()
  return all.every((reason) => reason === 'unsupported_algorithm')
}

/** Whether making a verifier with them works, or throws what says why not. */
export function worksOrTells(options: { issuer: string; audience: string }): boolean {
  try {
    createVerifier({ ...options, algorithms: everyAlgorithm }).close()
    return hasPostQuantum
  } catch (error) {
    return !hasPostQuantum && error instanceof ConfigError && error.option === 'algorithms'
  }
}
