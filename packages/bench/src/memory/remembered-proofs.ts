import { randomUUID } from 'node:crypto'
import { memoryReplayStore } from '@countersign/core'
import { LRUCache } from 'lru-cache'
import { received } from '../received.js'
import { answer } from './answer.js'
import { sizeInUse } from './size-in-use.js'

// A program of its own: remembers that so many proofs were used.

export interface RememberedProofsOrder {
  readonly store: Store
  readonly proofs: number
}

export type Store = 'ours' | 'Map' | 'lru-cache'

/** Takes the name of a proof, and in which second it may be forgotten. */
type Add = (name: string, expiresAt: number) => unknown

const STORES: Readonly<Record<Store, (entries: number) => Add>> = {
  ours(maxEntries) {
    const store = memoryReplayStore({ maxEntries })
    return (name, expiresAt) => store.add(name, expiresAt)
  },
  Map() {
    const map = new Map<string, number>()
    return (name, expiresAt) => map.set(name, expiresAt)
  },
  'lru-cache'(max) {
    const cache = new LRUCache<string, number>({ max })
    return (name, expiresAt) => cache.set(name, expiresAt)
  },
}

await answer(async (order): Promise<number> => {
  const { store, proofs } = order as RememberedProofsOrder
  const expiresAt = Math.floor(Date.now() / 1000) + 3600
  STORES[store](1)(randomUUID(), expiresAt)
  const before = await sizeInUse()
  const add = STORES[store](proofs)
  for (let proof = 0; proof < proofs; proof += 1) add(received(randomUUID()), expiresAt)
  const bytes = (await sizeInUse()) - before
  // Whoever holds on to it here cannot have it collected before.
  if (typeof add !== 'function') throw new TypeError('there is a store')
  return bytes
})
