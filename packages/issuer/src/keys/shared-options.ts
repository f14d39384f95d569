import { isRecord } from '../config/assert.js'
import type { KeyStore } from './key-store.js'

/** Seconds. */
export const DAY = 86_400

/** How far the clocks of instances and verifiers may be apart, with what verifiers tolerate. */
export const CLOCK_MARGIN = 60

/** Refuses unknown names. */
export function assertRingOptions(options: unknown, names: Readonly<Record<string, true>>): void {
  if (!isRecord(options)) throw new TypeError('the options must be an object')
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name))
  if (unknown !== undefined) throw new TypeError(`"${unknown}" is not an option of a key ring`)
}

export function assertStore(store: Partial<KeyStore> | null): void {
  if (typeof store?.load === 'function' && typeof store.save === 'function') return
  throw new TypeError('"store" must be a key store')
}
