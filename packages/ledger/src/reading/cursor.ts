import { ConfigError } from '@countersign/core'
import type { UseFilter } from '../ledger-types.js'
import { lineOf } from './line.js'

// The version, the line, and the number in it. Of one length: what was cut off is none.
const FORM = /^1 ([\w-]{16}|record) (\d{16})$/

/** Names the use, by its number in the line of the filter, behind which a page begins. */
export function cursorText(filter: UseFilter, number: number): string {
  return encoded(`1 ${lineName(filter)} ${String(number).padStart(16, '0')}`)
}

/**
 * Reads the number of a cursor. It only ever takes away from what the filter asks for: so nobody needs to
 * have signed it. Throws a ConfigError for one that is none, or of the uses of somebody else.
 */
export function readCursor(filter: UseFilter, cursor: unknown): number {
  if (typeof cursor !== 'string' || cursor.length > 200) throw noCursor()
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const [, line, digits] = FORM.exec(text) ?? []
  if (encoded(text) !== cursor || line !== lineName(filter)) throw noCursor()
  const number = Number(digits)
  if (!Number.isSafeInteger(number)) throw noCursor()
  return number
}

function encoded(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64url')
}

/** Numbers of one subject's uses mean nothing among those of another. */
function lineName(filter: UseFilter): string {
  return lineOf(filter).slice(0, 16) || 'record'
}

function noCursor(): ConfigError {
  return new ConfigError('cursor', 'must be `next` of a page of the same uses')
}
