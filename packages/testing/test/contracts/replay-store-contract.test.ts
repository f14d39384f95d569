import { describe, expect, it } from 'vitest'
import { replayStoreContract, type ReplayStoreUnderTest } from '../../src/contracts/index.js'

const now = (): number => performance.now() / 1000

/** What a store keeps its memory in. */
class Memory {
  readonly used = new Set<string>()
  isAway = false
  since = now()

  async stop(): Promise<void> {
    this.isAway = true
  }

  async start(): Promise<void> {
    this.used.clear()
    this.since = now()
    this.isAway = false
  }
}

type Add = ReplayStoreUnderTest['add']
type MakeAdd = (memory: Memory) => Add

const good: MakeAdd =
  (memory) =>
  async (key, _expiresAt, validFrom = Infinity) => {
    if (memory.isAway) throw new Error('away')
    if (memory.used.has(key)) return false
    if (validFrom < memory.since) throw new Error('perhaps it was used')
    memory.used.add(key)
    return true
  }

/** A good one, but for what it does while its memory is away. */
const withoutMemory =
  (add: (memory: Memory, key: string) => boolean | Promise<boolean>): MakeAdd =>
  (memory) =>
  async (key, expiresAt, validFrom) =>
    memory.isAway ? add(memory, key) : good(memory)(key, expiresAt, validFrom)

const trusting: MakeAdd = (memory) => async (key, expiresAt) => good(memory)(key, expiresAt)

const BAD: readonly (readonly [string, string, MakeAdd, string | RegExp])[] = [
  ['trusts what was restarted', 'restarted', trusting, 'a used key was taken again'],
  ['trusts what came back', 'away', trusting, 'a used key was taken again'],
  [
    'takes a used key meanwhile',
    'away',
    withoutMemory((memory, key) => memory.used.has(key) || Promise.reject(new Error('away'))),
    'a used key was taken again',
  ],
  [
    'takes any key meanwhile',
    'away',
    withoutMemory(() => true),
    // Both are so, and either may be found first.
    /a used key was taken again|that nobody could know/,
  ],
  ['takes none meanwhile', 'away', withoutMemory(() => false), 'that nobody could know'],
  [
    'says nothing meanwhile',
    'away',
    withoutMemory(() => new Promise(() => undefined)),
    'neither answers nor rejects',
  ],
]

const ignore = (): void => undefined

/** The cases of the contract, by their titles, for one store. */
function casesFor(make: MakeAdd, memory?: Memory): ReadonlyMap<string, () => Promise<void>> {
  const cases = new Map<string, () => Promise<void>>()
  let setUp: () => Promise<void>
  replayStoreContract(
    {
      describe: (_, body) => body(),
      it: (title, body) => cases.set(title, async () => setUp().then(body)),
      beforeAll: (body) => {
        setUp = body
      },
      afterAll: ignore,
    },
    'a store',
    async () => ({
      store: { add: make(memory ?? new Memory()) },
      now,
      pass: async () => undefined,
    }),
    memory && {
      restart: async () => memory.stop().then(() => memory.start()),
      outage: { stop: async () => memory.stop(), start: async () => memory.start() },
    },
  )
  return cases
}

async function runCase(word: string, make: MakeAdd): Promise<void> {
  const found = [...casesFor(make, new Memory())].find(([title]) => title.includes(word))
  if (!found) throw new TypeError(`no case is called ${word}`)
  await found[1]()
}

// Stores of others are held to it, so it is held to catching what it must.
describe('the replay store contract', () => {
  it.each(['restarted', 'away'])(
    'takes a store that knows what it may have lost: %s',
    async (word) => {
      await expect(runCase(word, good)).resolves.toBeUndefined()
    },
  )

  it.each(BAD)('refuses one that %s', async (_, word, make, message) => {
    await expect(runCase(word, make)).rejects.toThrow(message)
  })

  it('asks for neither where nothing can be restarted', () => {
    const titles = [...casesFor(good).keys()]
    expect(titles.filter((title) => /restarted|away/.test(title))).toEqual([])
    expect(titles).not.toEqual([])
  })
})
