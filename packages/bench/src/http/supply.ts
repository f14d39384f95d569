import type { Load } from './trusted.js'

/** Different tokens that come again and again. */
export const HOT_TOKENS = 200

/** Gives the requests of a turn. */
export type Supply = (count: number) => readonly Buffer[]

/**
 * The requests of one server, out of a pool that all of them have in common. Of `distinct` ones it
 * gives out each only once, and fails where the pool is too small.
 */
export function supplyOf(pool: readonly Buffer[], load: Load): Supply {
  const all = load === 'hot' ? pool.slice(0, HOT_TOKENS) : pool
  let given = 0
  return (count) => {
    if (load === 'distinct' && given + count > all.length) throw new RangeError('no token is left')
    return Array.from({ length: count }, () => {
      const request = all[given++ % all.length]
      if (!request) throw new RangeError('there are no tokens')
      return request
    })
  }
}
