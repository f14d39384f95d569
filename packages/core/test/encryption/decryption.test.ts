import type { JWK } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  MOST_KEYS,
  ringDecryption,
  type Decryption,
  type KeysAtHand,
} from '../../src/encryption/decryption.js'
import { DependencyError } from '../../src/index.js'
import { decryptionKey } from '../support/decryption-keys.js'

let one: JWK
let other: JWK

beforeAll(() => {
  one = decryptionKey('P-256', 'one').jwk
  other = decryptionKey('X25519', 'other').jwk
})
afterEach(() => vi.useRealTimers())

const ringOf = (keys: () => unknown): Decryption => ringDecryption({ keys } as never, true)

const ask = async (ring: Decryption): Promise<unknown> => {
  try {
    return await ring.keys()
  } catch (error) {
    return error
  }
}

describe('a ring of keys', () => {
  it('is asked each time, at once where it answers at once', async () => {
    let list = [one]
    const ring = ringOf(() => list)
    const first = ring.keys() as KeysAtHand
    expect(first.usable.map(({ kid }) => kid)).toEqual(['one'])
    list = [other, one]
    const second = ring.keys() as KeysAtHand
    expect(second.usable.map(({ kid }) => kid)).toEqual(['other', 'one'])
    // What was imported is not imported again.
    expect(second.usable[1]).toBe(first.usable[0])
    list.pop()
    expect((ring.keys() as KeysAtHand).usable).toHaveLength(1)
    const later = ringOf(() => Promise.resolve([one]))
    await expect(later.keys()).resolves.toMatchObject({ usable: [{ kid: 'one' }] })
  })

  it('keeps its own this', () => {
    const ring = {
      list: [one],
      keys(): readonly JWK[] {
        return this.list
      },
    }
    expect((ringDecryption(ring, true).keys() as KeysAtHand).usable).toHaveLength(1)
  })

  it('may have a key of no use beside others', () => {
    const bad = { ...one, use: 'sig', kid: 'bad' }
    const { usable, unusable } = ringOf(() => [bad, other, null]).keys() as KeysAtHand
    expect(usable.map(({ kid }) => kid)).toEqual(['other'])
    expect(unusable).toEqual([
      { kid: 'bad', problem: 'key 0: not for encryption (use)' },
      { kid: undefined, problem: 'key 2: no object' },
    ])
  })

  it('cannot tell, where it has no keys or breaks', async () => {
    const many = Array.from({ length: MOST_KEYS + 1 }, () => one)
    const answers: readonly (() => unknown)[] = [
      () => [],
      () => undefined,
      () => ({ keys: [one] }),
      () => 'keys',
      () => [{ ...one, use: 'sig' }],
      () => many,
      () => Promise.resolve([]),
      () => Promise.reject(new Error('away')),
      () => {
        throw new Error('away')
      },
    ]
    for (const answer of answers) {
      // oxlint-disable-next-line no-await-in-loop
      const failure = await ask(ringOf(answer))
      expect(failure).toBeInstanceOf(DependencyError)
      expect(String((failure as Error).cause)).not.toContain(String(one.d))
    }
    expect((ringOf(() => many.slice(1)).keys() as KeysAtHand).usable).toHaveLength(MOST_KEYS)
  })

  it('has five seconds', async () => {
    vi.useFakeTimers()
    const asked = ask(ringOf(() => new Promise(() => undefined)))
    let isOver = false
    void asked.then(() => (isOver = true))
    await vi.advanceTimersByTimeAsync(4_999)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await asked).toBeInstanceOf(DependencyError)
  })
})
