import assert from 'node:assert/strict'
import { validateHeaderValue } from 'node:http'
import { dpopAttacks, tokenAttacks } from '@countersign/testing/attacks'
import { afterAll, describe, expect, it } from 'vitest'
import { attackerKeys } from '../../src/attacks/attacker-keys.js'
import {
  SigningKeyNeeded,
  subjectFromKey,
  subjectFromToken,
  subjectOf,
  tokenAttacks as attacks,
  type AttackSubject,
  type TokenAttack,
} from '../../src/attacks/index.js'
import { createTestIdentityProvider } from '../../src/index.js'

const idp = await createTestIdentityProvider()
afterAll(() => idp.close())

const tokens = await Promise.all(
  ['es1', 'rs1', 'ed1'].map((key) => idp.token({}, { header: { typ: 'JWT' }, key })),
)
const withoutKeys = tokens.map((token) => subjectFromToken({ token }))
const withPublicKeys = tokens.map((token) => subjectFromToken({ token, jwks: idp.jwks }))

/** Rows of the table up to ATK-76 that no attack holds, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'ATK-15': 'how often the server asks for its keys shows at the issuer alone',
  'ATK-21': 'the published set has to hold a symmetric key',
  'ATK-23': 'the published set has to hold keys of other curves',
  'ATK-27': 'such a token may be taken, and is no other one',
  'ATK-29': 'the published set has to hold a key of small order',
  'ATK-33': 'a header is too short for it',
  'ATK-66': 'such a token may be taken, and grants nothing',
}

const namesOf = async (attack: TokenAttack, subject: AttackSubject): Promise<string[]> =>
  Object.keys(await attack.tokens(subject))

describe('the attacks', () => {
  it('have ids of their own, in kebab case', () => {
    const ids = [...attacks, ...dpopAttacks].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([])
  })

  it('have titles of their own', () => {
    const titles = attacks.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('are exported', () => {
    expect(tokenAttacks.map(({ id }) => id)).toEqual(attacks.map(({ id }) => id))
  })

  it('hold every row about a token, but those with a reason', () => {
    const rows = new Set([...attacks, ...dpopAttacks].flatMap((attack) => attack.rows))
    const all = Array.from({ length: 76 }, (_, n) => `ATK-${String(n + 1).padStart(2, '0')}`)
    expect(all.filter((row) => !rows.has(row))).toEqual(Object.keys(EXCEPTIONS))
  })

  it.each(attacks)('$id makes tokens that Node sends in a header', async (attack) => {
    const made = await attack.tokens(subjectOf(idp))
    expect(Object.keys(made)).not.toEqual([])
    for (const token of Object.values(made)) validateHeaderValue('Authorization', token)
  })
})

describe('what an attack needs', () => {
  it.each(attacks.filter(({ needs }) => needs === 'token'))(
    '$id makes tokens out of a good one alone',
    async (attack) => {
      const made = await Promise.all(withoutKeys.map((subject) => namesOf(attack, subject)))
      expect(made.flat()).not.toEqual([])
    },
  )

  it.each(attacks.filter(({ needs }) => needs === 'public-keys'))(
    '$id makes tokens out of a good one and the public keys, and none without them',
    async (attack) => {
      const made = await Promise.all(withPublicKeys.map((subject) => namesOf(attack, subject)))
      for (const names of made) expect(names).not.toEqual([])
      const blind = await Promise.all(withoutKeys.map((subject) => namesOf(attack, subject)))
      expect(blind.flat()).toEqual([])
    },
  )

  it.each(attacks.filter(({ needs }) => needs === 'signing-key'))(
    '$id makes none without a private key',
    async (attack) => {
      const made = await Promise.allSettled(
        withPublicKeys.map((subject) => namesOf(attack, subject)),
      )
      for (const outcome of made) {
        // Either there is nothing to make a token of, or the subject refuses to sign.
        if (outcome.status === 'fulfilled') assert.deepEqual(outcome.value, [])
        else assert.ok(outcome.reason instanceof SigningKeyNeeded, String(outcome.reason))
      }
    },
  )
})

describe.each(['ES384', 'PS256', 'EdDSA'] as const)('a subject of one %s key', (alg) => {
  it('takes every attack, with tokens in all but those on other algorithms', async () => {
    const key = await createTestIdentityProvider({ algorithms: [alg] })
    const [known] = key.keys.values()
    await key.close()
    if (!known) throw new Error('no key')
    const { privateKey, algorithm } = known
    const subject = subjectFromKey({
      privateKey,
      algorithm,
      issuer: 'https://as.example',
      audience: 'api',
      typ: null,
    })
    const made = await Promise.all(
      attacks.map(async (attack) => [attack.id, await namesOf(attack, subject)] as const),
    )
    const none = made.filter(([, names]) => names.length === 0).map(([id]) => id)
    const others =
      /^(?:ecdsa-spellings|ed25519-spellings|rsa-spellings|rsa-mislabelled|stray-bits)$/
    expect(none.filter((id) => !others.test(id) && id !== 'encrypted-to-public-key')).toEqual([])
  })
})

describe('the keys of the attacker', () => {
  it('are the same each time, and none of the server’s', async () => {
    const subject = subjectOf(idp)
    const [first, second] = [await attackerKeys(subject), await attackerKeys(subject)]
    expect(first.map(({ publicJwk }) => publicJwk)).toEqual(second.map((key) => key.publicJwk))
    const ours = new Set([...idp.keys.values()].map(({ publicJwk: { x, n } }) => x ?? n))
    expect(first.filter(({ publicJwk: { x, n } }) => ours.has(x ?? n))).toEqual([])
  })
})
