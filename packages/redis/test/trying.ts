import { setImmediate } from 'node:timers/promises'
import type { ReplayStore } from '@countersign/core'
import { expect } from 'vitest'

export const now = (): number => Date.now() / 1000
export const later = (): number => now() + 60

/** What an add became: an answer, or the error. */
export async function outcomeOf(added: boolean | Promise<boolean>): Promise<unknown> {
  try {
    return await added
  } catch (error) {
    return error
  }
}

/**
 * Adds new keys until one is taken, which is once the memory has begun, for the first time or again. What
 * is made from then on can be told.
 */
export async function untilItTakesNewKeys(store: ReplayStore): Promise<void> {
  const add = async (): Promise<unknown> =>
    outcomeOf(store.add(`new ${Math.random()}`, later(), now()))
  await expect.poll(add, { timeout: 15_000, interval: 50 }).toBe(true)
}

/** Adds a key to several stores with one memory at the same time. */
export async function addToAll(
  stores: readonly ReplayStore[],
  key: string,
  validFrom: number,
): Promise<readonly unknown[]> {
  return Promise.all(stores.map(async (store) => outcomeOf(store.add(key, later(), validFrom))))
}

/** Does something again and again until something else is done. */
export async function until(done: Promise<unknown>, again: () => Promise<void>): Promise<void> {
  const end = new AbortController()
  const repeat = async (): Promise<void> => {
    while (!end.signal.aborted) {
      await again()
      // Clients may reject at once, and the rest has to go on.
      await setImmediate()
    }
  }
  await Promise.all([done.finally(() => end.abort()), repeat()])
}
