import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { KeyStore, StoredRing } from '@countersign/issuer'
import type { ContractRunner } from './adapter-contract.js'

/** A store for key rings, with what the contract needs to try it out. */
export interface KeyStoreWorld {
  readonly store: KeyStore
  /** Another store for the same ring, as another process would have it. Default: the same one. */
  readonly another?: KeyStore
  close?(): Promise<void>
}

/** As large as a document may be, with every kind of character that JSON has. */
const LARGE = 262_000
const ODD = '\u{e9}\u{1f600}\u{feff}\u{2028}\0\r\n"\\{}:'

/** Registers what every key store has to do. `create` makes an empty store, and is called once. */
export function keyStoreContract(
  { describe, it, beforeAll, afterAll }: ContractRunner,
  name: string,
  create: () => Promise<KeyStoreWorld>,
): void {
  describe(name, () => {
    let world: KeyStoreWorld
    /** The version that was saved last. */
    let version: number | undefined

    beforeAll(async () => {
      world = await create()
    })
    afterAll(async () => world.close?.())

    /** Saves a document as the version after the last one. */
    async function put(text: string): Promise<StoredRing> {
      const ring = ringOf((version ?? 0) + 1, text)
      assert.equal(await world.store.save(ring, version), true)
      version = ring.version
      return ring
    }

    it('has nothing to begin with, and takes nothing that comes after something', async () => {
      const { store, another = store } = world
      assert.equal(await store.save(ringOf(2, 'second'), 1), false)
      assert.equal(await another.load(), undefined)
    })

    it('gives one of twenty who begin at once', async () => {
      const winner = await race(undefined, 1)
      assert.deepEqual(await world.store.load(), winner)
    })

    it('gives everybody what was saved last, to the letter', async () => {
      const { store, another = store } = world
      for (const text of ['', 'a', ODD, 'x'.repeat(LARGE)]) {
        const ring = await put(text)
        assert.deepEqual(await another.load(), ring)
        assert.deepEqual(await store.load(), ring)
      }
    })

    it('leaves alone what is of another version than expected', async () => {
      const { store, another = store } = world
      const ring = await put('kept')
      for (const expected of [undefined, 0, ring.version - 1, ring.version + 1]) {
        assert.equal(await another.save(ringOf(ring.version + 1, 'other'), expected), false)
      }
      assert.deepEqual(await store.load(), ring)
    })

    it('puts any version in the place of the expected one', async () => {
      const { store, another = store } = world
      const { version: before } = await put('before')
      const ring = ringOf(before + 10, 'long after')
      assert.equal(await another.save(ring, before), true)
      assert.deepEqual(await store.load(), ring)
      version = ring.version
    })

    it('takes one of twenty who save at once, again and again', async () => {
      for (let round = 0; round < 20; round++) {
        const expected = version
        version = (version ?? 0) + 1
        const winner = await race(expected, version)
        assert.deepEqual(await world.store.load(), winner)
      }
    })

    it('gives nobody an older ring than before, or half of one, while others save', async () => {
      const { store, another = store } = world
      const text = 'y'.repeat(10_000)
      const last = await put(text)
      const end = new AbortController()
      const look = async (): Promise<void> => {
        for (let seen = last.version; !end.signal.aborted; await nextTurn()) {
          const ring = await another.load()
          assert.ok(ring && ring.version >= seen, 'an older ring than before, or none')
          assert.deepEqual(ring, ringOf(ring.version, text))
          seen = ring.version
        }
      }
      const write = async (): Promise<void> => {
        for (let at = 0; at < 50; at++) {
          await put(text)
          await nextTurn()
        }
        end.abort()
      }
      await Promise.all([write(), look(), look()])
      assert.deepEqual(await store.load(), ringOf(last.version + 50, text))
    })

    /** Twenty save another document at once, as that version. Gives the one that was taken. */
    async function race(expected: number | undefined, next: number): Promise<StoredRing> {
      const { store, another = store } = world
      const rings = Array.from({ length: 20 }, (_, at) => ringOf(next, `of ${at}`))
      const saved = await Promise.all(
        rings.map(async (ring, at) => (at % 2 ? store : another).save(ring, expected)),
      )
      const [winner, ...others] = rings.filter((_, at) => saved[at])
      assert.ok(winner, 'nobody was taken')
      assert.deepEqual(others, [], 'more than one was taken')
      version = next
      return winner
    }
  })
}

function ringOf(version: number, text: string): StoredRing {
  return { version, document: JSON.stringify({ version, text }) }
}
