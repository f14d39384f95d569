import { generateSigningKey, type SigningKey } from '@countersign/issuer'

export type BenchAlgorithm = 'ES256' | 'RS256' | 'Ed25519'

/** One of each kind of signature: they differ in what a verification costs. */
export const ALGORITHMS: readonly BenchAlgorithm[] = ['ES256', 'RS256', 'Ed25519']

/** A thousand RSA keys would take minutes to make. */
const DISTINCT_RSA_KEYS = 16

/**
 * Makes keys with a `kid` each. Of RSA only the first 16 are of their own: they come again and
 * again under other `kid`s. A verifier imports each of them apart, and keeps as much in memory as it
 * does of others.
 */
export async function makeKeys(
  algorithm: BenchAlgorithm,
  count: number,
): Promise<readonly SigningKey[]> {
  const distinct = algorithm === 'RS256' ? Math.min(count, DISTINCT_RSA_KEYS) : count
  const made = await Promise.all(
    Array.from({ length: distinct }, async () => generateSigningKey(algorithm)),
  )
  return Array.from({ length: count }, (_, index) => {
    const key = made[index % distinct]
    if (!key) throw new RangeError('"count" must be at least 1')
    const kid = `key-${index}`
    return { ...key, kid, publicJwk: { ...key.publicJwk, kid } }
  })
}
