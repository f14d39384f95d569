import { generateSigningKey, type SigningAlgorithm, type SigningKey } from '@countersign/issuer'

/** Keys by name, and the set that is published of them. */
export interface KeyRing {
  readonly keys: ReadonlyMap<string, SigningKey>
  readonly jwks: { keys: unknown[] }
  add(
    algorithm: SigningAlgorithm,
    options?: { kid?: string; publish?: boolean },
  ): Promise<SigningKey>
  remove(kid: string): void
  /** Makes a published key for each algorithm, the first of which signs from then on. */
  rotate(options?: { withdraw?: boolean }): Promise<readonly SigningKey[]>
  /** The key of that name, the key itself, or the first of the latest. */
  find(key: SigningKey | string | undefined): SigningKey
}

/** Makes a published key for each algorithm, in this order. */
export async function createKeyRing(algorithms: readonly SigningAlgorithm[]): Promise<KeyRing> {
  const keys = new Map<string, SigningKey>()
  const jwks: { keys: unknown[] } = { keys: [] }
  const numbers = new Map<string, number>()

  /** The family of the algorithm and a running number: es1, es2, rs1. */
  const nextKid = (algorithm: SigningAlgorithm): string => {
    const family = algorithm.slice(0, 2).toLowerCase()
    const number = (numbers.get(family) ?? 0) + 1
    numbers.set(family, number)
    const kid = `${family}${number}`
    return keys.has(kid) ? nextKid(algorithm) : kid
  }
  const insert = (key: SigningKey, publish: boolean): void => {
    keys.set(key.kid, key)
    // A copy, so that a test may spoil what is published and keep the key.
    if (publish) jwks.keys.push({ ...key.publicJwk })
  }

  const generate = (): Promise<readonly SigningKey[]> =>
    Promise.all(
      algorithms.map((algorithm) => generateSigningKey(algorithm, { kid: nextKid(algorithm) })),
    )
  let latest = await generate()
  for (const key of latest) insert(key, true)

  return {
    keys,
    jwks,
    async add(algorithm, { kid, publish = true } = {}): Promise<SigningKey> {
      const key = await generateSigningKey(algorithm, { kid: kid ?? nextKid(algorithm) })
      insert(key, publish)
      return key
    },
    remove(kid): void {
      const others = jwks.keys.filter((jwk) => kidOf(jwk) !== kid)
      jwks.keys.splice(0, jwks.keys.length, ...others)
    },
    async rotate({ withdraw = false } = {}): Promise<readonly SigningKey[]> {
      const made = await generate()
      if (withdraw) jwks.keys.length = 0
      for (const key of made) insert(key, true)
      latest = made
      return made
    },
    find(key): SigningKey {
      if (typeof key === 'object') return key
      const [first = keys.values().next().value] = latest
      const found = key === undefined ? first : keys.get(key)
      if (found === undefined) throw new TypeError(`no key ${JSON.stringify(key ?? 'at all')}`)
      return found
    },
  }
}

function kidOf(jwk: unknown): unknown {
  return typeof jwk === 'object' && jwk !== null && 'kid' in jwk ? jwk.kid : undefined
}
