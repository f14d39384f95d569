import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** The one person who can sign in. */
export interface User {
  readonly username: string
  /** Made anew at each start. */
  readonly password: string
  /** Stands in the tokens, as `name`. */
  readonly name: string
}

/** Registers the user anew, so that no password outlives the process. */
export function registerUser(): User {
  return {
    username: 'ada',
    password: randomBytes(6).toString('base64url'),
    name: 'Ada Lovelace',
  }
}

/** Whether these are the user's credentials. */
export function isUser(user: User, username: string | null, password: string | null): boolean {
  return equal(user.username, username) && equal(user.password, password)
}

// Takes as long for every guess. A password that is stored would need scrypt or Argon2 beside.
function equal(secret: string, guess: string | null): boolean {
  return timingSafeEqual(digest(secret), digest(guess ?? ''))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
