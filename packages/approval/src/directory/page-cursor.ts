import { DirectoryRefusal } from './directory-errors.js'

/** Where a page ends: the moment of its last row, and what tells that row from others of the same moment. */
export interface Place {
  readonly at: number
  readonly key: string
}

export type Paged = 'approvals' | 'history'

// Of one length each, and one way to write it: what was cut off, or made up, is none.
const FORMS: Readonly<Record<Paged, RegExp>> = {
  approvals: /^1 approvals (\d{16}) ([\w-]{22})$/,
  history: /^1 history (\d{16}) (\d{16})$/,
}

const LONGEST = 100
const LATEST = 8_640_000_000_000_000

/** A cursor names a row only, never whose it is: it takes away from a list, and adds nothing to it. */
export function cursorOf(list: Paged, { at, key }: Place): string {
  return encoded(`1 ${list} ${digits(at)} ${key}`)
}

/** Throws a {@link DirectoryRefusal} for a cursor of no page of this list. */
export function placeOf(list: Paged, cursor: unknown): Place {
  if (typeof cursor !== 'string' || cursor.length > LONGEST) throw noCursor()
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const [, at, key] = FORMS[list].exec(text) ?? []
  if (at === undefined || key === undefined || encoded(text) !== cursor) throw noCursor()
  if (Number(at) > LATEST) throw noCursor()
  return { at: Number(at), key }
}

/** A number as keys have it. */
export function digits(number: number): string {
  return String(number).padStart(16, '0')
}

function encoded(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64url')
}

function noCursor(): DirectoryRefusal {
  return new DirectoryRefusal('bad_cursor', '"before" must be `next` of a page of the same list')
}
