import { ConfigError } from '@countersign/core'

/** Milliseconds. A verifier waits for five seconds, and then nobody would learn what was decided. */
export const LONGEST_TIMEOUT = 4_000

/** Refuses unknown names, and values that are no plain object. */
export function assertOptions(value: object, known: readonly string[]): void {
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

export function assertNumber(option: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && value >= min && value <= max) return
  throw new ConfigError(option, `must be a number from ${min} to ${max}`)
}

/** A prefix without what a cluster reads a hash tag from, so that the tag is ours. */
export function assertPrefix(value: unknown): void {
  if (typeof value === 'string' && !/[{}]/.test(value) && value.length <= 200) return
  throw new ConfigError('prefix', 'must be a string of at most 200 characters without braces')
}

export function assertClock(value: unknown): void {
  if (typeof value !== 'function') throw new ConfigError('clock', 'must be a function')
}
