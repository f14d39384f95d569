/**
 * Something that the database, or the way to it, has said. It has no values: what PostgreSQL adds to its
 * message, such as the row at fault, does not leave this room.
 */
export class DatabaseError extends Error {
  /** SQLSTATE; `undefined` where the database was not reached, or has not answered. */
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.name = 'DatabaseError'
    this.code = code
  }
}

// The classes that begin with a letter are few: `EPIPE` is none of them.
const SQLSTATE = /^(?:\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/
/** Data exceptions, and what triggers raise: PostgreSQL says there which value it was. */
const TELLS_VALUES = /^(?:22|P0)/
/** The data's fault, or that of its size. */
const NEVER = /^(?:22|23|54)/
/** No partition takes the row: there will be one next time. */
const NO_PARTITION = '23514'

/** What was thrown, without values. */
export function databaseError(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  const { message, code } = Object(thrown) as { message?: unknown; code?: unknown }
  const said = [message, code].find(isText) ?? 'no reason was given'
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return new DatabaseError(said)
  return new DatabaseError(TELLS_VALUES.test(code) ? 'a value was refused' : said, code)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/**
 * Whether the same may well succeed at another time: all but what is the data's own fault. A right that is
 * missing, a table, or the database as a whole, is for somebody to mend, and nothing is to be given up for it.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false
  return error.code === undefined || error.code === NO_PARTITION || !NEVER.test(error.code)
}
