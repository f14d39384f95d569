import type { Chain } from './chains.js'

/** Option `burst`. */
export interface Burst {
  readonly uses: number
  readonly seconds: number
}

/**
 * Counts a use, and tells whether it is the first one too many in its window. It goes by when requests came:
 * what has waited on disk is written all at once, and need not have come so.
 */
export function isBurst(
  chain: Pick<Chain, 'burstFrom' | 'burstUses'>,
  at: number,
  now: number,
  burst: Burst,
): boolean {
  const from = chain.burstFrom
  // A window that has not begun yet is one of a clock that was wrong.
  const isOver = from === null || from > now || at >= from + burst.seconds * 1000
  if (isOver) {
    chain.burstFrom = at
    chain.burstUses = 0
  } else if (at < from) {
    return false
  }
  chain.burstUses += 1
  return chain.burstUses === burst.uses + 1
}
