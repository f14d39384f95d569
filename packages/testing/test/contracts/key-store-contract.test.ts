import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileKeyStore, memoryKeyStore, type KeyStore } from '@countersign/issuer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyStoreContract } from '../../src/contracts/index.js'

const runner = { describe, it, beforeAll, afterAll }

keyStoreContract(runner, 'memory', async () => ({ store: memoryKeyStore() }))

keyStoreContract(runner, 'a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-keys-'))
  const path = join(folder, 'keys.json')
  return {
    store: fileKeyStore(path),
    another: fileKeyStore(path),
    close: async () => rm(folder, { recursive: true }),
  }
})

type Case = readonly [name: string, run: () => unknown]

/** The cases of the contract, for a store that is not good. */
async function failuresOf(store: KeyStore): Promise<readonly string[]> {
  const cases: Case[] = []
  const before: (() => unknown)[] = []
  keyStoreContract(
    {
      describe: (_name, register) => register(),
      it: (name, run) => cases.push([name, run]),
      beforeAll: (run) => void before.push(run),
      afterAll: () => undefined,
    },
    'bad',
    async () => ({ store }),
  )
  for (const run of before) await run()
  const failed: string[] = []
  for (const [name, run] of cases) {
    try {
      await run()
    } catch {
      failed.push(name)
    }
  }
  return failed
}

describe('the contract fails a store that', () => {
  const good = memoryKeyStore()

  it.each<[string, () => KeyStore, string]>([
    ['takes everything', takesEverything, 'twenty who begin at once'],
    ['looks first, and then takes it', looksFirst, 'twenty who save at once'],
    ['takes only the next version', takesTheNextOnly, 'puts any version'],
    ['cuts off what is long', () => cutsOff(memoryKeyStore()), 'to the letter'],
  ])('%s', async (_name, make, failure) => {
    const failed = await failuresOf(make())
    expect(failed).toContainEqual(expect.stringContaining(failure))
  })

  it('is good: it does not', async () => {
    expect(await failuresOf(good)).toEqual([])
  })
})

function takesEverything(): KeyStore {
  let kept: Awaited<ReturnType<KeyStore['load']>>
  return {
    load: async () => kept,
    async save(ring) {
      kept = ring
      return true
    },
  }
}

function looksFirst(): KeyStore {
  let kept: Awaited<ReturnType<KeyStore['load']>>
  return {
    load: async () => kept,
    async save(ring, expected) {
      if (kept?.version !== expected) return false
      await Promise.resolve()
      kept = ring
      return true
    },
  }
}

function takesTheNextOnly(): KeyStore {
  const store = memoryKeyStore()
  return {
    load: async () => store.load(),
    save: async (ring, expected) =>
      ring.version === (expected ?? 0) + 1 && store.save(ring, expected),
  }
}

function cutsOff(store: KeyStore): KeyStore {
  return {
    load: async () => store.load(),
    save: async ({ version, document }, expected) =>
      store.save({ version, document: document.slice(0, 100_000) }, expected),
  }
}
