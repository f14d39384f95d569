import assert from 'node:assert/strict'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { ContractRunner } from './adapter-contract.js'
import type {
  ReplayStoreContractOptions,
  ReplayStoreUnderTest,
  ReplayStoreWorld,
} from './replay-store-contract.js'

/** Milliseconds. Twice as long as a verifier waits for a store. */
const LONGEST_ANSWER = 10_000
const LONGEST_RECOVERY = 15_000
const LONG = 300

type Outcome = boolean | 'rejected'

/** What a store has to do whose memory can go away, or be lost, while the store itself goes on. */
export function outageCases(
  { it }: Pick<ContractRunner, 'it'>,
  worldOf: () => ReplayStoreWorld,
  fresh: () => string,
  { restart, outage }: ReplayStoreContractOptions,
): void {
  if (restart) {
    it('takes no key again when its memory was restarted, and new ones by itself', async () => {
      const memory = new SharedMemory(worldOf(), fresh)
      const used = await memory.use()
      await memory.askUntilDone(restart())
      await memory.recovers()
      await memory.refuses(used)
    })
  }
  if (outage) {
    it('rejects while its memory is away, and takes new keys by itself afterwards', async () => {
      const memory = new SharedMemory(worldOf(), fresh)
      const used = await memory.use()
      await outage.stop()
      try {
        await Promise.all([memory.refuses(used), memory.rejects(fresh())])
      } finally {
        await outage.start()
      }
      await memory.recovers()
      await memory.refuses(used)
    })
  }
}

interface UsedKeys {
  readonly keys: readonly string[]
  readonly validFrom: number
}

/** The stores of a world, and what can be said of them together. */
class SharedMemory {
  readonly #world: ReplayStoreWorld
  readonly #stores: readonly ReplayStoreUnderTest[]
  readonly #fresh: () => string

  constructor(world: ReplayStoreWorld, fresh: () => string) {
    this.#world = world
    this.#stores = [world.store, world.another ?? world.store]
    this.#fresh = fresh
  }

  /** Adds a few keys, each of which is taken. */
  async use(): Promise<UsedKeys> {
    // What was used before its memory began, a store may not know.
    await this.recovers()
    const validFrom = this.#world.now()
    const keys = Array.from({ length: 20 }, this.#fresh)
    for (const key of keys) {
      assert.equal(await this.#add(this.#world.store, key, validFrom), true)
    }
    return { keys, validFrom }
  }

  async refuses({ keys, validFrom }: UsedKeys): Promise<void> {
    const outcomes = await Promise.all(keys.map((key) => this.#addToAll(key, validFrom)))
    assert.ok(!outcomes.flat().includes(true), 'a used key was taken again')
  }

  async rejects(key: string): Promise<void> {
    const outcomes = await this.#addToAll(key, this.#world.now())
    assert.ok(
      outcomes.every((outcome) => outcome === 'rejected'),
      'an answer was given that nobody could know',
    )
  }

  /** Adds new keys, each to all stores at once, until something is done. */
  async askUntilDone(done: Promise<void>): Promise<void> {
    const end = new AbortController()
    const ask = async (): Promise<void> => {
      while (!end.signal.aborted) {
        const outcomes = await this.#addToAll(this.#fresh(), this.#world.now())
        assert.ok(
          outcomes.filter((outcome) => outcome === true).length <= 1,
          'a key was taken twice',
        )
        // Some reject at once, and the rest of the process has to go on.
        await setImmediate()
      }
    }
    await Promise.all([done.finally(() => end.abort()), ask()])
  }

  /** Each of the stores takes new keys, after a while and without being helped. */
  async recovers(): Promise<void> {
    const deadline = Date.now() + LONGEST_RECOVERY
    for (const store of this.#stores) {
      while ((await this.#add(store, this.#fresh(), this.#world.now())) !== true) {
        assert.ok(Date.now() < deadline, 'no new key is taken')
        await Promise.all([this.#world.pass(0.05), setTimeout(50)])
      }
    }
  }

  async #addToAll(key: string, validFrom: number): Promise<readonly Outcome[]> {
    return Promise.all(this.#stores.map((store) => this.#add(store, key, validFrom)))
  }

  async #add(store: ReplayStoreUnderTest, key: string, validFrom: number): Promise<Outcome> {
    const timer = new AbortController()
    const tooLate = setTimeout(LONGEST_ANSWER, 'too late' as const, { signal: timer.signal })
    try {
      const answer = await Promise.race([
        outcomeOf(store, key, this.#world.now() + LONG, validFrom),
        tooLate,
      ])
      assert.notEqual(answer, 'too late', 'a store neither answers nor rejects')
      return answer as Outcome
    } finally {
      timer.abort()
      tooLate.catch(() => undefined)
    }
  }
}

/** A rejection, or what a store throws at once, is an outcome. */
async function outcomeOf(
  store: ReplayStoreUnderTest,
  key: string,
  expiresAt: number,
  validFrom: number,
): Promise<Outcome> {
  try {
    return await store.add(key, expiresAt, validFrom)
  } catch {
    return 'rejected'
  }
}
