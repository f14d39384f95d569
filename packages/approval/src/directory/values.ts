import { DirectoryRefusal } from './directory-errors.js'

// NUL and lone surrogates PostgreSQL does not store; a mark at the beginning drivers swallow.
const UNSTORABLE = /^\ufeff|[\0\p{Surrogate}]/u
const UNSTORABLE_ALL = new RegExp(UNSTORABLE.source, 'gu')

/** 128 bits, base64url: ids of devices and approvals. */
const ID = /^[\w-]{22}$/

const LONGEST_NAME = 255
/** The last moment that a Date can have. */
const LATEST = 8_640_000_000_000_000

/** Whether a subject, or the id of a client, can be there at all: what is not finds nothing. */
export function isName(value: unknown): value is string {
  return isText(value, LONGEST_NAME)
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value)
}

export function isText(value: unknown, longest: number): value is string {
  const isInBounds = typeof value === 'string' && value !== '' && value.length <= longest
  return isInBounds && !UNSTORABLE.test(value)
}

/** Refuses what could not be found again. */
export function checkedName(what: string, value: unknown): string {
  return checkedText(what, value, LONGEST_NAME)
}

export function checkedId(what: string, value: unknown): string {
  if (isId(value)) return value
  throw refused(what, 'must be 22 characters of base64url')
}

export function checkedText(what: string, value: unknown, longest: number): string {
  if (isText(value, longest)) return value
  throw refused(what, `must be a text of 1 to ${longest} characters`)
}

/** Milliseconds since the epoch. */
export function checkedMoment(what: string, value: unknown): number {
  return checkedWhole(what, value, LATEST)
}

export function checkedWhole(what: string, value: unknown, largest: number): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= largest)
    return Number(value)
  throw refused(what, `must be a whole number from 0 to ${largest}`)
}

/** For people to read: cut, and with U+FFFD for what cannot be stored. */
export function cleaned(value: string, longest: number): string {
  return value.slice(0, longest).replace(UNSTORABLE_ALL, '\ufffd')
}

/** The same; `null` where there is nothing. */
export function cleanedOrNull(
  value: string | undefined,
  longest: number = LONGEST_NAME,
): string | null {
  return value === undefined ? null : cleaned(value, longest)
}

export function refused(what: string, problem: string): DirectoryRefusal {
  return new DirectoryRefusal('bad_value', `"${what}" ${problem}`)
}
