import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Who can sign in, and what the issuer knows of them. */
export interface Person {
  readonly username: string
  readonly name: string
  /** What they may do. */
  readonly scope: readonly string[]
  /** For billing only: it stands in no token that another service could read. */
  readonly customer: { readonly account: string; readonly vatId: string }
}

export interface People {
  find(username: string): Person | undefined
  /** Rejects with a {@link TooManyGuesses} where too many others are being checked. */
  check(username: string, password: string): Promise<Person | undefined>
}

/** Each check takes memory and a processor on purpose, so that there is a limit to them. */
export class TooManyGuesses extends Error {}

// Of OWASP's equal choices, the one of 32 MiB.
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 }
const MOST_AT_ONCE = 4
const LONGEST_PASSWORD = 256

/** Keeps people with the hashes of their passwords. */
export async function keepPeople(
  entries: readonly { readonly person: Person; readonly password: string }[],
): Promise<People> {
  const kept = new Map(
    await Promise.all(
      entries.map(async ({ person, password }) => {
        const salt = randomBytes(16)
        return [person.username, { person, salt, hash: await hash(password, salt) }] as const
      }),
    ),
  )
  // Compared with where nobody has the name, so that the answer takes as long.
  const nobody = { person: undefined, salt: randomBytes(16), hash: randomBytes(32) }
  let checking = 0

  return {
    find: (username) => kept.get(username)?.person,
    async check(username, password) {
      if (checking >= MOST_AT_ONCE) throw new TooManyGuesses()
      checking += 1
      try {
        const entry = kept.get(username) ?? nobody
        const guess = await hash(password.slice(0, LONGEST_PASSWORD), entry.salt)
        return timingSafeEqual(guess, entry.hash) ? entry.person : undefined
      } finally {
        checking -= 1
      }
    },
  }
}

function hash(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, COST, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
