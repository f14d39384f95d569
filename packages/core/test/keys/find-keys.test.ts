import { describe, expect, it } from 'vitest'
import { DependencyError } from '../../src/index.js'
import { findKeys } from '../../src/keys/find-keys.js'
import { KeySet } from '../../src/keys/key-set.js'
import type { KeySource } from '../../src/keys/key-source.js'
import { Refused } from '../../src/refused.js'
import { keyPair } from '@countersign/testing'

/** A source of keys with these names. */
function sourceOf(...kids: readonly string[]): Pick<KeySource, 'find'> {
  const jwks = kids.map((kid) => {
    const { publicKey } = keyPair('ec', { namedCurve: 'P-256' })
    return { ...publicKey.export({ format: 'jwk' }), kid }
  })
  const set = KeySet.of(jwks, 10)
  return { find: ({ algorithm, kid }) => set.select(algorithm, kid) }
}

/** What comes of looking for the key of an ES256 token with this `kid`: names, or the reason. */
async function find(
  source: Pick<KeySource, 'find'>,
  kid: string | undefined,
): Promise<readonly (string | undefined)[] | string> {
  try {
    const keys = await findKeys(source as KeySource, { algorithm: 'ES256', kid })
    return keys.map((key) => key.kid)
  } catch (error) {
    if (error instanceof Refused || error instanceof DependencyError) return error.reason
    throw error
  }
}

describe('findKeys', () => {
  it('gives the key at hand', async () => {
    expect(await find(sourceOf('a', 'b'), 'b')).toEqual(['b'])
  })

  it('waits for keys that are on their way', async () => {
    const { find: later } = sourceOf('a')
    expect(await find({ find: async (wanted) => later(wanted) }, 'a')).toEqual(['a'])
  })

  it('refuses where there is none', async () => {
    expect(await find(sourceOf('a'), 'b')).toBe('unknown_key')
    expect(await find(sourceOf(), undefined)).toBe('unknown_key')
  })

  it('gives every key of one name, or without one, up to four', async () => {
    expect(await find(sourceOf('a', 'a', 'b'), 'a')).toEqual(['a', 'a'])
    expect(await find(sourceOf('a', 'a', 'a', 'a'), 'a')).toHaveLength(4)
    expect(await find(sourceOf('a', 'a', 'a', 'a', 'a'), 'a')).toBe('ambiguous_key')
    expect(await find(sourceOf('a', 'b', 'c', 'd'), undefined)).toEqual(['a', 'b', 'c', 'd'])
    expect(await find(sourceOf('a', 'b', 'c', 'd', 'e'), undefined)).toBe('ambiguous_key')
  })

  it('does not blame the client for what nobody can tell', async () => {
    const down = { find: () => Promise.reject(new DependencyError('down')) }
    expect(await find(down, 'a')).toBe('dependency_unavailable')
  })
})
