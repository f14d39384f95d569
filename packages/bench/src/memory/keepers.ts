import { createVerifier } from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import { ISSUER } from '../access-tokens.js'
import { fastJwt, type Check } from '../peers.js'
import { AUDIENCE } from '../providers.js'

/** Something that remembers the tokens it has verified. */
export interface Keeper {
  readonly take: Check
  /** How many of the tokens of a series, which it has all taken, it still has. */
  kept(count: number, tokenAt: (at: number) => string): Promise<number>
}

export type Subject = 'ours' | 'fast-jwt'

/** How often a token has to come until each of them keeps it: ours takes none that comes only once. */
export const TIMES_UNTIL_KEPT = 2

/** One with room for so many tokens. */
export const KEEPERS: Readonly<Record<Subject, (key: SigningKey, room: number) => Keeper>> = {
  ours({ publicJwk }, room) {
    // Asked about every token that is verified, and not about one that it was asked about before.
    let asked = 0
    const claims = {
      '~standard': {
        version: 1 as const,
        vendor: 'countersign',
        validate(value: unknown): { readonly value: unknown } {
          asked += 1
          return { value }
        },
      },
    }
    const keys = { keys: [publicJwk] }
    const verifier = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys,
      cache: { tokens: room },
      claims,
    })
    const take: Check = (token) => verifier.verifyToken(token)
    return {
      take,
      async kept(count, tokenAt) {
        const before = asked
        // The last one first: what is verified again meanwhile pushes out only what was counted.
        for (let at = count - 1; at >= 0; at -= 1) await take(tokenAt(at))
        return count - (asked - before)
      },
    }
  },
  'fast-jwt'(key, room) {
    const take = fastJwt(key, room)
    return { take, kept: () => Promise.resolve(take.cache?.size ?? 0) }
  },
}
