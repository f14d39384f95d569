import { OwnerError } from './owner-error.js'

/** Gives a value back as what it was found to be, or throws an OwnerError. */
export type Check<T> = (value: unknown) => T

type Checks<T> = { readonly [Name in keyof T]-?: Check<T[Name]> }

/** An object with these members and no others. One that is left out is checked as `undefined`. */
export function members<T extends object>(checks: Checks<T>): Check<T> {
  const names = Object.keys(checks) as (keyof T & string)[]
  return (value) => {
    const given = recordOf(value)
    if (Object.keys(given).some((name) => !names.includes(name as keyof T & string))) refuse()
    // Only what is the object's own: `toString` and its like are nobody's members.
    const entries = names.map((name) => [
      name,
      checks[name](Object.hasOwn(given, name) ? given[name] : undefined),
    ])
    return Object.fromEntries(entries) as T
  }
}

/** An object whose members are of no interest here. */
export const anyMembers: Check<object> = recordOf

export function text(shortest: number, longest: number, form?: RegExp): Check<string> {
  return (value) => {
    if (typeof value !== 'string' || value.length < shortest || value.length > longest) refuse()
    if (form && !form.test(value)) refuse()
    return value
  }
}

export function whole(min: number, max: number): Check<number> {
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      refuse()
    return value
  }
}

export function list<T>(check: Check<T>, fewest: number, most: number): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length < fewest || value.length > most) refuse()
    return value.map((one: unknown) => check(one))
  }
}

export function oneOf<const T extends string>(...values: readonly T[]): Check<T> {
  return (value) => values.find((one) => one === value) ?? refuse()
}

export const flag: Check<boolean> = (value) => (typeof value === 'boolean' ? value : refuse())

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value) => (value === undefined ? undefined : check(value))
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value) => (value === null ? null : check(value))
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse()
  return value as Readonly<Record<string, unknown>>
}

function refuse(): never {
  throw new OwnerError('bad_request')
}
