import { DatabaseError } from './database-error.js'

const LONGEST = 200

/** What went wrong, without values, as errors of the system and of others may quote what was written. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown }
  const said = typeof message === 'string' && message !== '' ? message.slice(0, LONGEST) : ''
  if (error instanceof DatabaseError)
    return error.code === undefined ? said : `${said} (${error.code})`
  if (typeof code === 'string' && /^[A-Z][\dA-Z_]{1,40}$/.test(code)) return code
  return said || 'no reason given'
}
