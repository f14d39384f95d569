import { generateSigningKey } from '@countersign/issuer'
import { accessToken } from '../access-tokens.js'
import { answer } from './answer.js'
import { KEEPERS, TIMES_UNTIL_KEPT, type Keeper, type Subject } from './keepers.js'
import { sizeInUse } from './size-in-use.js'

// A program of its own: has so many different tokens verified and kept.

export interface KeptTokensOrder {
  readonly subject: Subject
  readonly tokens: number
}

export interface KeptTokens {
  readonly bytes: number
  readonly kept: number
}

/** Makes the tokens some 700 characters long. RSA would do that too, but sign them in an hour. */
const PADDING = 130

/** What is loaded or compiled at first is not to count. */
const BEFORE = 500

await answer(async (order): Promise<KeptTokens> => {
  const { subject, tokens } = order as KeptTokensOrder
  const key = await generateSigningKey('EdDSA', { kid: '2027-01' })
  const now = Math.floor(Date.now() / 1000)
  const tokenAt = (at: number): string => accessToken(key, at, { now, padding: PADDING })
  const takeAll = async ({ take }: Keeper, count: number): Promise<void> => {
    for (let at = 0; at < count; at += 1) {
      const token = tokenAt(at)
      for (let time = 0; time < TIMES_UNTIL_KEPT; time += 1) await take(token)
    }
  }
  await takeAll(KEEPERS[subject](key, BEFORE), BEFORE)

  const before = await sizeInUse()
  const keeper = KEEPERS[subject](key, tokens)
  await takeAll(keeper, tokens)
  const bytes = (await sizeInUse()) - before
  return { bytes, kept: await keeper.kept(tokens, tokenAt) }
})
