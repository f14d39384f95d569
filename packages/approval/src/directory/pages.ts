import { refused } from './values.js'

/** Rows of a page, at most. */
const LARGEST = 100

/** A whole number from 1; more than 100 are 100. */
export function checkedLimit(limit: unknown): number {
  if (Number.isSafeInteger(limit) && Number(limit) >= 1) return Math.min(Number(limit), LARGEST)
  throw refused('limit', 'must be a whole number from 1')
}

/** The rows of a page, of which one more was asked for than it has, and whether there are more behind it. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (last: T) => string,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last !== undefined ? cursorOf(last) : undefined
  return { items, next }
}
