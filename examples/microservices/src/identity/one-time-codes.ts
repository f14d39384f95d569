import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Person } from './people.js'

/** What a code stands for. */
interface SignIn {
  readonly person: Person
  /** Seconds since the epoch. */
  readonly authTime: number
  readonly redirectUri: string
  /** Of PKCE: SHA-256 of what only the one who began the sign-in knows (RFC 7636). */
  readonly codeChallenge: string
}

/** Codes that are good for one use, within a minute, for whoever began the sign-in. */
export interface OneTimeCodes {
  issue(signIn: SignIn): string
  redeem(code: string, redirectUri: string, codeVerifier: string): SignIn | undefined
}

/** Seconds. */
const LIFETIME = 60
const MOST_CODES = 1000

export function createOneTimeCodes(clock: () => number = Date.now): OneTimeCodes {
  // In the order in which they expire.
  const codes = new Map<string, { readonly signIn: SignIn; readonly expiresAt: number }>()

  return {
    issue(signIn) {
      const now = clock()
      for (const [code, { expiresAt }] of codes) {
        if (expiresAt > now && codes.size < MOST_CODES) break
        codes.delete(code)
      }
      const code = randomBytes(32).toString('base64url')
      codes.set(code, { signIn, expiresAt: now + LIFETIME * 1000 })
      return code
    },
    redeem(code, redirectUri, codeVerifier) {
      const entry = codes.get(code)
      // Gone whatever comes of it: a code that somebody tries is known to others.
      codes.delete(code)
      if (!entry || entry.expiresAt <= clock()) return undefined
      const { signIn } = entry
      const isSame = signIn.redirectUri === redirectUri && isVerifier(codeVerifier, signIn)
      return isSame ? signIn : undefined
    },
  }
}

function isVerifier(codeVerifier: string, { codeChallenge }: SignIn): boolean {
  const challenge = createHash('sha256').update(codeVerifier).digest()
  const expected = Buffer.from(codeChallenge, 'base64url')
  return expected.length === challenge.length && timingSafeEqual(challenge, expected)
}
