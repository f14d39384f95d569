/** Seconds that a clock may be set back without any ado: time servers do that. */
const SETBACK = 60

/**
 * Whether so many seconds have passed since then. By a clock that was set back nobody knows how many have,
 * and then they count as passed, as they do by one that gives no number.
 */
export function isPast(since: number, seconds: number, now: number): boolean {
  const age = now - since
  return !(age < seconds && age >= -SETBACK)
}
