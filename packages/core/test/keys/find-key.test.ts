import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { DependencyError } from '../../src/index.js'
import { findKey } from '../../src/keys/find-key.js'
import { KeySet } from '../../src/keys/key-set.js'
import type { KeySource } from '../../src/keys/key-source.js'
import type { VerificationKey } from '../../src/keys/verification-key.js'
import { Refused } from '../../src/refused.js'
import type { UnverifiedToken } from '../../src/token/unverified-token.js'

function setOf(...kids: readonly string[]): KeySet {
  const jwks = kids.map((kid) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return { ...publicKey.export({ format: 'jwk' }), kid }
  })
  return new KeySet(jwks, 10)
}

const down = (): Promise<never> => Promise.reject(new DependencyError('down'))

/** What comes of looking for the key of an ES256 token with this `kid`. */
async function find(
  source: Partial<KeySource>,
  kid: string | undefined,
): Promise<string | undefined> {
  const token = { algorithm: 'ES256', kid } as const
  const found = findKey(source as KeySource, token as unknown as UnverifiedToken)
  const outcome: unknown = await found.catch((error: unknown) => error)
  if (outcome instanceof Refused || outcome instanceof DependencyError) {
    return outcome.reason
  }
  return (outcome as VerificationKey).kid
}

describe('findKey', () => {
  it('takes the key at hand, and asks for nothing newer', async () => {
    const renewed = vi.fn<KeySource['renewed']>()
    expect(await find({ current: () => setOf('a', 'b'), renewed }, 'b')).toBe('b')
    expect(renewed).not.toHaveBeenCalled()
  })

  it('waits for keys that are on their way', async () => {
    expect(await find({ current: async () => setOf('a') }, 'a')).toBe('a')
  })

  it('looks into a newer set where there is none', async () => {
    const source = { current: () => setOf('a'), renewed: async () => setOf('b') }
    expect(await find(source, 'b')).toBe('b')
  })

  it.each([
    ['nothing newer is to be had', undefined],
    ['the newer set has none either', () => Promise.resolve(setOf('c'))],
  ])('refuses where %s', async (_, renewed) => {
    const source = { current: () => setOf('a'), renewed: renewed ?? (() => undefined) }
    expect(await find(source, 'b')).toBe('unknown_key')
  })

  it('refuses to guess between several', async () => {
    const renewed = vi.fn<KeySource['renewed']>()
    expect(await find({ current: () => setOf('a', 'a'), renewed }, 'a')).toBe('ambiguous_key')
    expect(await find({ current: () => setOf('a', 'b'), renewed }, undefined)).toBe('ambiguous_key')
    expect(renewed).not.toHaveBeenCalled()
  })

  it('does not blame the client for what nobody can tell', async () => {
    expect(await find({ current: down }, 'a')).toBe('dependency_unavailable')
    const source = { current: () => setOf('a'), renewed: down }
    expect(await find(source, 'b')).toBe('dependency_unavailable')
  })
})
