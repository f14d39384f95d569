import { ConfigError } from '@countersign/core'

/** Where a store is, and how long it may take. */
interface PlaceOptions {
  prefix?: string
  timeout?: number
}

/** What a store that goes by the time can be told, too. */
interface SharedOptions extends PlaceOptions {
  clock?: () => number
}

/** Milliseconds. A verifier waits for five seconds, and then nobody would learn what was decided. */
const LONGEST_TIMEOUT = 4_000

/** As {@link resolveShared}, for a store that knows no time. */
export function resolvePlace(
  options: PlaceOptions,
  own: readonly string[],
): Readonly<Required<PlaceOptions>> {
  assertOptions(options, ['prefix', 'timeout', ...own])
  const { prefix = 'countersign:', timeout = 1_000 } = options
  assertPrefix(prefix)
  assertNumber('timeout', timeout, 10, LONGEST_TIMEOUT)
  return { prefix, timeout }
}

/**
 * Gives the options that most stores have, with their defaults. Throws a ConfigError for a wrong one, and
 * for a name that is neither one of them nor one of the store's own.
 */
export function resolveShared(
  options: SharedOptions,
  own: readonly string[],
): Readonly<Required<SharedOptions>> {
  const place = resolvePlace(options, ['clock', ...own])
  const { clock = Date.now } = options
  assertClock(clock)
  return { ...place, clock }
}

export function assertNumber(option: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && value >= min && value <= max) return
  throw new ConfigError(option, `must be a number from ${min} to ${max}`)
}

/** Refuses unknown names, and values that are no plain object. */
function assertOptions(value: object, known: readonly string[]): void {
  const given: unknown = value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigError('options', 'must be an object')
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new ConfigError(name, `is not an option; the options here are ${known.join(', ')}`)
    }
  }
}

/** A prefix without what a cluster reads a hash tag from, so that the tag is ours. */
function assertPrefix(value: unknown): void {
  if (typeof value === 'string' && !/[{}]/.test(value) && value.length <= 200) return
  throw new ConfigError('prefix', 'must be a string of at most 200 characters without braces')
}

function assertClock(value: unknown): void {
  if (typeof value !== 'function') throw new ConfigError('clock', 'must be a function')
}
