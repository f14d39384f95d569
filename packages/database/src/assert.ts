import { ConfigError } from '@countersign/core'

// Each names the option as the user wrote it, and says what would be right.

export function assertObject(option: string, value: unknown): asserts value is object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return
  throw new ConfigError(option, 'must be an object')
}

/** Refuses unknown names: a misspelt option would stay at its default, silently. */
export function assertKnown(option: string, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const path = option === '' ? name : `${option}.${name}`
    throw new ConfigError(path, `is not an option; the options here are ${known.join(', ')}`)
  }
}

/** Refuses NaN too. */
export function assertNumber(
  option: string,
  value: unknown,
  min: number,
  max: number,
): asserts value is number {
  if (typeof value === 'number' && value >= min && value <= max) return
  throw new ConfigError(option, `must be a number from ${min} to ${max}`)
}

export function assertWhole(
  option: string,
  value: unknown,
  min: number,
  max: number,
): asserts value is number {
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return
  throw new ConfigError(option, `must be a whole number from ${min} to ${max}`)
}

export function assertFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new ConfigError(option, 'must be a function')
}

/** A text that columns and file systems take. */
export function assertText(
  option: string,
  value: unknown,
  longest: number,
): asserts value is string {
  const isText = typeof value === 'string' && value !== '' && value.length <= longest
  if (isText && !/[\0\p{Surrogate}]/u.test(value)) return
  throw new ConfigError(option, `must be a text of 1 to ${longest} characters`)
}

export function assertOneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (allowed.some((one) => one === value)) return
  const names = allowed.map((one) => JSON.stringify(one)).join(' or ')
  throw new ConfigError(option, `must be ${names}`)
}
