/** Seconds. In less, a client hardly gets to use a token. */
const SHORTEST = 10

/** How long the owner may let a token live: as was wished for, and what is sensible below that. */
export function offeredLifetimes(wished: number): readonly number[] {
  const shorter = [Math.floor(wished / 2), 60, 30].filter(
    (seconds) => seconds >= SHORTEST && seconds < wished,
  )
  return [...new Set([wished, ...shorter])].toSorted((a, b) => b - a)
}
