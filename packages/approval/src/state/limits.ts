// Of the doc comment of `ApprovalState`. Errors say nothing of what was given.

const LONGEST_KEY = 512
/** Bytes, in UTF-8. */
export const LARGEST_VALUE = 262_144
/** Seconds: a year. */
export const LONGEST_TTL = 31_536_000
export const MOST_MEMBERS = 1_000

export function assertKey(key: unknown): asserts key is string {
  if (typeof key === 'string' && key.length <= LONGEST_KEY && /^[\x21-\x7e]+$/.test(key)) return
  throw new TypeError(`a key must be 1 to ${LONGEST_KEY} visible ASCII characters`)
}

/** Text that is the same after UTF-8, which half of a surrogate pair is not. */
export function assertValue(value: unknown): asserts value is string {
  const fits = typeof value === 'string' && Buffer.byteLength(value) <= LARGEST_VALUE
  if (fits && !/\p{Surrogate}/u.test(value)) return
  throw new TypeError(`a value must be well-formed text of at most ${LARGEST_VALUE} bytes`)
}

export function assertTtl(ttl: unknown): asserts ttl is number {
  if (typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= 1 && ttl <= LONGEST_TTL) return
  throw new TypeError(`a time to live must be whole seconds from 1 to ${LONGEST_TTL}`)
}
