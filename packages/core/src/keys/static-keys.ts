import type { JSONWebKeySet } from 'jose'
import { ConfigError } from '../errors.js'
import { KeySet } from './key-set.js'
import type { KeySource } from './key-source.js'

/** Keys that were given as an option; throws a ConfigError if none of them is usable. */
export function staticKeys(
  option: string,
  issuer: string,
  { keys }: JSONWebKeySet,
  limit: number,
): KeySource {
  const set = KeySet.of(keys, limit)
  if (set.size === 0) {
    const why = set.skipped[0] ? ` (the first one: ${set.skipped[0].problem})` : ''
    throw new ConfigError(option, `must hold at least one usable public key${why}`)
  }
  return {
    find: ({ algorithm, kid }) => set.select(algorithm, kid),
    doubt: () => undefined,
    ready: () => Promise.resolve(),
    health: () => ({
      issuer,
      state: 'static',
      keys: set.size,
      age: undefined,
      lastError: undefined,
    }),
    isLoading: false,
    // They come again with the options.
    isIdle: true,
    export: () => undefined,
    restore: () => undefined,
    release: () => undefined,
    close: () => undefined,
  }
}
