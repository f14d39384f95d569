import { ConfigError } from '../errors.js'
import { isPlainObject } from '../token/seal.js'

// Each names the option as the user wrote it, says what is wrong, and what would be right.

/** Refuses unknown names: a misspelt option would leave a check at its default, silently. */
export function assertKnownNames(option: string, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const path = option === '' ? name : `${option}.${name}`
    throw new ConfigError(path, `is not an option; the options here are ${known.join(', ')}`)
  }
}

export function assertObject(
  option: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (!isPlainObject(value)) throw new ConfigError(option, 'must be an object')
}

export function assertText(option: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new ConfigError(option, 'must be a non-empty string')
  }
}

export function assertFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new ConfigError(option, 'must be a function')
}

export function assertOneOf(option: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return
  const names = allowed.map((one) => JSON.stringify(one)).join(' or ')
  throw new ConfigError(option, `must be ${names}`)
}

/** Refuses `NaN` and infinities too: compared with a time, they would switch the check off. */
export function assertNumber(
  option: string,
  value: unknown,
  range: { min: number; max: number; integer?: boolean },
): asserts value is number {
  const fits = typeof value === 'number' && value >= range.min && value <= range.max
  if (!fits || (range.integer === true && !Number.isInteger(value))) {
    const kind = range.integer === true ? 'a whole number' : 'a number'
    throw new ConfigError(option, `must be ${kind} from ${range.min} to ${range.max}`)
  }
}

/** A string or a list of strings, as a list without holes or repeats. */
export function textList(option: string, value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw new ConfigError(option, 'must not be empty')
  // `Array.from` sees holes, which `map` skips.
  return [...new Set(Array.from(list, (entry) => (assertText(option, entry), entry)))]
}

/** A list of strings that may be left out, or empty. */
export function optionalTextList(option: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new ConfigError(option, 'must be a list')
  return value.length === 0 ? [] : textList(option, value)
}
