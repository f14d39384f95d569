import { isAuthError } from '@countersign/core'
import { generateSigningKey, type SigningKey } from '@countersign/issuer'
import { accessToken } from '../access-tokens.js'
import { bearerRequest, verifierFor } from '../ours.js'
import { fastJwt, type Check } from '../peers.js'
import { received } from '../received.js'
import { answer } from './answer.js'
import { garbageAt } from './garbage.js'
import { TIMES_UNTIL_KEPT, type Subject } from './keepers.js'
import { sizeInUse } from './size-in-use.js'

// A program of its own: has some tokens accepted, and very many refused.

export interface RefusedTokensOrder {
  readonly subject: Subject
  readonly garbage: number
}

export interface RefusedTokens {
  /** What they have left behind. */
  readonly bytes: number
  /** How many of the good tokens are still kept, of how many. */
  readonly kept: number
  readonly good: number
}

const GOOD = 1_000

/** What our cache has room for by itself. */
const ROOM = 10_000

/** Returns the claims, which are the same object where a token was kept. */
const SUBJECTS: Readonly<Record<Subject, (key: SigningKey) => Check>> = {
  ours(key) {
    const verifier = verifierFor(key)
    return async (token) => (await verifier.verifyRequest(bearerRequest(token))).claims
  },
  'fast-jwt': (key) => fastJwt(key, ROOM),
}

await answer(async (order): Promise<RefusedTokens> => {
  const { subject, garbage } = order as RefusedTokensOrder
  const key = await generateSigningKey('EdDSA', { kid: '2027-01' })
  const now = Math.floor(Date.now() / 1000)
  const tokens = Array.from({ length: GOOD }, (_, at) => accessToken(key, at, { now }))
  const [token = ''] = tokens
  const refuse = async (check: Check, count: number): Promise<void> => {
    for (let at = 0; at < count; at += 1)
      await assertRefused(check, received(garbageAt(at, { token, key })))
  }
  // What is loaded or compiled at first is not to count.
  await refuse(SUBJECTS[subject](key), GOOD)

  const check = SUBJECTS[subject](key)
  const claims: unknown[] = []
  for (const [at, good] of tokens.entries())
    for (let time = 0; time < TIMES_UNTIL_KEPT; time += 1) claims[at] = await check(good)
  const before = await sizeInUse()
  await refuse(check, garbage)
  const bytes = (await sizeInUse()) - before
  let kept = 0
  for (const [at, good] of tokens.entries()) if ((await check(good)) === claims[at]) kept += 1
  return { bytes, kept, good: GOOD }
})

async function assertRefused(check: Check, token: string): Promise<void> {
  try {
    await check(token)
  } catch (error) {
    if (isAuthError(error) || (error as { code?: string }).code?.startsWith('FAST_JWT_')) return
    throw error
  }
  throw new Error('garbage was accepted')
}
