import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  compare,
  createReference,
  SIGNERS,
  type Reference,
  type Verdict,
} from './support/jose-reference.js'
import { NOW, signedChange } from './support/token-changes.js'
import { finishToken } from './support/token-draft.js'
import { textChange } from './support/token-text.js'

let reference: Reference
beforeAll(async () => {
  reference = await createReference()
})

/** Counts verdicts, so that a property which compares nothing but refusals is found out. */
function tally(): { add(verdict: Verdict): void; share(verdict: Verdict): number } {
  const counts = new Map<Verdict, number>()
  let total = 0
  return {
    add(verdict) {
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
      total++
    },
    share: (verdict) => (counts.get(verdict) ?? 0) / total,
  }
}

const small = fc.nat({ max: 1_000 })

describe('what we take, jose takes', () => {
  it('of tokens that were changed and signed', { timeout: 60_000 }, async () => {
    const verdicts = tally()
    const changes = fc.array(signedChange, { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(small, small, changes, async (signer, set, applied) => {
        const made = reference.draft(signer)
        for (const change of applied) change.apply(made)
        const stricter = applied.flatMap((change) => change.stricter)
        verdicts.add(await compare(finishToken(made), reference.pair(set), stricter))
      }),
      { numRuns: 2_000 },
    )
    expect(verdicts.share('taken by both')).toBeGreaterThan(0.15)
    expect(verdicts.share('refused by both')).toBeGreaterThan(0.15)
  })

  it('of tokens that say one thing and were signed by another', { timeout: 60_000 }, async () => {
    const verdicts = tally()
    await fc.assert(
      fc.asyncProperty(small, small, small, small, async (said, signer, set, name) => {
        const made = reference.draft(said)
        const { key, algorithm } = reference.draft(signer % 3 === 0 ? said : signer)
        Object.assign(made, { key, algorithm })
        made.header['kid'] = ['a', 'b', 'c', 'd', 'e', undefined][name % 6]
        verdicts.add(await compare(finishToken(made), reference.pair(set), []))
      }),
      { numRuns: 1_000 },
    )
    expect(verdicts.share('taken by both')).toBeGreaterThan(0.04)
    expect(verdicts.share('refused by both')).toBeGreaterThan(0.5)
  })

  it('of tokens whose text was changed', { timeout: 60_000 }, async () => {
    const verdicts = tally()
    const originals = SIGNERS.map((_, signer) => finishToken(reference.draft(signer)))
    const changes = fc.array(textChange, { maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(small, small, changes, async (signer, set, applied) => {
        const original = originals[signer % originals.length] ?? ''
        const token = applied.reduce((text, change) => change.apply(text, originals), original)
        const stricter = applied.flatMap((change) => change.stricter)
        verdicts.add(await compare(token, reference.pair(set), stricter))
      }),
      { numRuns: 4_000 },
    )
    expect(verdicts.share('taken by both')).toBeGreaterThan(0.05)
    expect(verdicts.share('refused by both')).toBeGreaterThan(0.3)
    expect(verdicts.share('malformed_token')).toBeGreaterThan(0.01)
  })

  it('of tokens of every second around now', { timeout: 60_000 }, async () => {
    const verdicts = tally()
    const around = Array.from({ length: 145 }, (_, at) => NOW - 72 + at)
    for (const name of ['exp', 'nbf', 'iat']) {
      for (const time of around.flatMap((second) => [second, second + 0.5])) {
        const made = reference.draft(0)
        made.payload[name] = time
        const stricter = name === 'iat' ? (['token_not_yet_valid'] as const) : []
        verdicts.add(await compare(finishToken(made), reference.pair(0), stricter))
      }
    }
    expect(verdicts.share('taken by both')).toBeGreaterThan(0.5)
    expect(verdicts.share('token_not_yet_valid')).toBeGreaterThan(0.02)
  })
})
