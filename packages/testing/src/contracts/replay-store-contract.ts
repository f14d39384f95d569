import assert from 'node:assert/strict'
import type { ContractRunner } from './adapter-contract.js'
import { outageCases } from './replay-store-outages.js'

/** What the contract uses of a replay store. */
export interface ReplayStoreUnderTest {
  add(key: string, expiresAt: number, validFrom?: number): boolean | Promise<boolean>
}

/** A store, with what the contract needs to try it out. */
export interface ReplayStoreWorld {
  readonly store: ReplayStoreUnderTest
  /** Another store with the same memory, as another process would have it. Default: the same one. */
  readonly another?: ReplayStoreUnderTest
  /** The time of the store, in seconds. */
  now(): number
  /** Comes back when so many seconds have passed for the store: by a clock that moves, or by waiting. */
  pass(seconds: number): Promise<void>
  close?(): Promise<void>
}

/** What else can be tried of a store, and what it may do. */
export interface ReplayStoreContractOptions {
  /** Seconds that the store may remember a key for longer than asked. Default 0. */
  readonly margin?: number
  /**
   * Kills what the store keeps its memory in, and starts it again, with what it had or without; the store
   * itself is left alone. Of keys that are added meanwhile none is taken twice. Afterwards none is taken
   * that was taken before and has a `validFrom` from then, and new ones are taken within 15 seconds.
   */
  readonly restart?: () => Promise<void>
  /**
   * Takes away what the store keeps its memory in, and brings it back. While it is away `add` rejects, or
   * says false of a used key, within 10 seconds. Afterwards it is as after `restart`.
   */
  readonly outage?: {
    readonly stop: () => Promise<void>
    readonly start: () => Promise<void>
  }
}

/** How long the shortest entry lives here: two seconds, so that a store with real time can be tried. */
const SHORT = 2
const LONG = 300

// What a client may choose to call its proofs, as far as a store can see it.
const ODD_KEYS = [
  '',
  ' ',
  'a',
  'A',
  'a ',
  'a:b',
  'a*',
  '{a}',
  'a\0b',
  'a\r\nSET x y',
  '\u{e9}',
  'e\u{301}',
  '\u{1f600}',
  '__proto__',
  'x'.repeat(100_000),
  `${'x'.repeat(99_999)}y`,
  `${'x'.repeat(100_000)}y`,
  '\u{feff}a',
]

/**
 * Registers what every replay store has to do. `create` makes a store with an empty memory, and is
 * called once. A store whose memory is elsewhere is tried with `restart` and `outage`, too.
 */
export function replayStoreContract(
  { describe, it, beforeAll, afterAll }: ContractRunner,
  name: string,
  create: () => Promise<ReplayStoreWorld>,
  options: ReplayStoreContractOptions = {},
): void {
  const { margin = 0 } = options
  describe(name, () => {
    let world: ReplayStoreWorld
    let count = 0
    const fresh = (): string => `key ${(count += 1)}`
    const later = (seconds: number): number => world.now() + seconds

    beforeAll(async () => {
      world = await create()
    })
    afterAll(async () => world.close?.())

    it('takes a key once', async () => {
      const [key, other] = [fresh(), fresh()]
      assert.equal(await world.store.add(key, later(LONG)), true)
      assert.equal(await world.store.add(key, later(LONG)), false)
      assert.equal(await world.store.add(other, later(LONG)), true)
      assert.equal(await world.store.add(key, later(LONG)), false)
    })

    it('knows a key by itself, whatever it is said to expire at', async () => {
      const key = fresh()
      assert.equal(await world.store.add(key, later(LONG)), true)
      for (const seconds of [1, LONG * 2, -1]) {
        assert.equal(await world.store.add(key, later(seconds)), false)
      }
    })

    it('gives a key to one of a hundred who ask at once, whomever they ask', async () => {
      const [key, expiresAt] = [fresh(), later(LONG)]
      const { store, another = store } = world
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, at) =>
          (at % 2 ? store : another).add(key, expiresAt),
        ),
      )
      assert.ok(answers.every((answer) => typeof answer === 'boolean'))
      assert.equal(answers.filter(Boolean).length, 1)
    })

    it('knows what another store with the same memory was given', async () => {
      const { store, another = store } = world
      const key = fresh()
      assert.equal(await another.add(key, later(LONG)), true)
      assert.equal(await store.add(key, later(LONG)), false)
    })

    it('remembers a key until it expires, to the fraction, and forgets it then', async () => {
      const [short, longer, long] = [fresh(), fresh(), fresh()]
      const expiresAt = later(SHORT + 0.9)
      assert.equal(await world.store.add(short, expiresAt), true)
      assert.equal(await world.store.add(longer, later(LONG)), true)
      assert.equal(await world.store.add(long, later(LONG)), true)
      // Whoever is refused changes nothing about how long the key is remembered.
      assert.equal(await world.store.add(short, later(LONG)), false)
      assert.equal(await world.store.add(longer, later(1)), false)
      await world.pass(SHORT + 0.4)
      assert.equal(await world.store.add(short, expiresAt), false)
      await world.pass(1.6 + margin)
      assert.equal(await world.store.add(short, later(LONG)), true)
      assert.equal(await world.store.add(longer, later(LONG)), false)
      assert.equal(await world.store.add(long, later(LONG)), false)
    })

    it('keeps nothing for long that has expired before it came', async () => {
      const key = fresh()
      await world.store.add(key, later(-LONG))
      await world.pass(1 + margin)
      assert.equal(await world.store.add(key, later(LONG)), true)
    })

    it('tells keys apart, whatever is in them', async () => {
      const expiresAt = later(LONG)
      for (const key of ODD_KEYS) assert.equal(await world.store.add(key, expiresAt), true, key)
      for (const key of ODD_KEYS) assert.equal(await world.store.add(key, expiresAt), false, key)
    })

    it('takes any time that is one', async () => {
      for (const expiresAt of [later(LONG) + 0.123_456, later(100 * 365 * 86_400)]) {
        const key = fresh()
        assert.equal(await world.store.add(key, expiresAt), true)
        assert.equal(await world.store.add(key, expiresAt), false)
      }
    })

    it('tells ten thousand keys apart, many at a time', async () => {
      const expiresAt = later(LONG)
      const keys = Array.from({ length: 10_000 }, fresh)
      // Some hundred at a time: all of them would wait for the last one, and a store may not take for ever.
      const addAll = async (): Promise<number> => {
        let added = 0
        for (let at = 0; at < keys.length; at += 250) {
          const some = keys.slice(at, at + 250)
          const answers = await Promise.all(
            some.map(async (key) => world.store.add(key, expiresAt)),
          )
          added += answers.filter(Boolean).length
        }
        return added
      }
      assert.equal(await addAll(), keys.length)
      assert.equal(await addAll(), 0)
    })

    outageCases({ it }, () => world, fresh, options)
  })
}
