import { generateSigningKey } from '@countersign/issuer'
import { describe, expect, it } from 'vitest'
import { accessToken } from '../../src/access-tokens.js'
import { KEEPERS, TIMES_UNTIL_KEPT, type Subject } from '../../src/memory/keepers.js'

const key = await generateSigningKey('EdDSA', { kid: 'k' })
const now = Math.floor(Date.now() / 1000)
const tokenAt = (at: number): string => accessToken(key, at, { now })

async function keptOf(subject: Subject, tokens: number, room: number): Promise<number> {
  const keeper = KEEPERS[subject](key, room)
  for (let at = 0; at < tokens; at += 1) {
    for (let time = 0; time < TIMES_UNTIL_KEPT; time += 1) await keeper.take(tokenAt(at))
  }
  return keeper.kept(tokens, tokenAt)
}

describe.each(['ours', 'fast-jwt'] as const)('%s', (subject) => {
  it('keeps as many tokens as it has room for', async () => {
    expect(await keptOf(subject, 20, 20)).toBe(20)
    expect(await keptOf(subject, 20, 5)).toBe(5)
  })
})
