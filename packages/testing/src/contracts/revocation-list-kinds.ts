import assert from 'node:assert/strict'
import type { ContractRunner } from './adapter-contract.js'
import type {
  RevocableTokenUnderTest,
  RevocationListWorld,
  RevocationUnderTest,
} from './revocation-list-contract.js'
import { answerOf, isDone, ISSUER, newToken, revoke } from './revocation-list-subject.js'

type Identifier = 'tokenId' | 'grantId' | 'sessionId' | 'subject' | 'clientId'

const IDENTIFIERS: readonly Identifier[] = [
  'tokenId',
  'grantId',
  'sessionId',
  'subject',
  'clientId',
]

/** By which identifiers there can be a withdrawal, and whether it has a moment. */
const KINDS: readonly (readonly [readonly Identifier[], boolean])[] = [
  [['tokenId'], false],
  [['grantId'], false],
  [['sessionId'], false],
  [['subject'], true],
  [['clientId'], true],
  [['subject', 'clientId'], true],
]

// What an identity provider may choose to call things.
const ODD_IDENTIFIERS = [
  ' ',
  'a',
  'A',
  'a ',
  'a:b',
  'a*',
  '{a}',
  'a\0b',
  'a\r\nSET x y',
  '","',
  '\\',
  '\u{e9}',
  'e\u{301}',
  '\u{1f600}',
  '\u{d800}',
  '\u{d801}',
  '\u{fffd}',
  '__proto__',
  'x'.repeat(65_536),
  `${'x'.repeat(65_535)}y`,
  '\u{feff}a',
]

/** Withdrawals that withdraw nothing, or perhaps something else than was meant. */
const WRONG: readonly (readonly [string, (token: RevocableTokenUnderTest) => unknown])[] = [
  ['nothing', () => undefined],
  ['a text', ({ tokenId }) => tokenId],
  ['no identifier', () => ({ issuer: ISSUER })],
  ['no issuer', ({ tokenId }) => ({ tokenId })],
  ['an empty issuer', ({ tokenId }) => ({ issuer: '', tokenId })],
  ['an empty identifier', () => ({ issuer: ISSUER, tokenId: '' })],
  ['a number', () => ({ issuer: ISSUER, tokenId: 5 })],
  [
    'an identifier that is undefined',
    ({ subject }) => ({
      issuer: ISSUER,
      subject,
      clientId: undefined,
    }),
  ],
  ['a token and a grant', ({ tokenId, grantId }) => ({ issuer: ISSUER, tokenId, grantId })],
  ['a token of a subject', ({ tokenId, subject }) => ({ issuer: ISSUER, tokenId, subject })],
  ['a misspelt property', ({ subject }) => ({ issuer: ISSUER, subject, befor: 5 })],
  ['a moment of a token', ({ tokenId }) => ({ issuer: ISSUER, tokenId, before: 5 })],
  ['a moment of a grant', ({ grantId }) => ({ issuer: ISSUER, grantId, before: 5 })],
  ...[Number.NaN, Infinity, -1, '5', null, undefined, 1_800_000_000_000].flatMap(
    (time): typeof WRONG => [
      [`before ${time}`, ({ subject }) => ({ issuer: ISSUER, subject, before: time })],
      [`expiresAt ${time}`, ({ tokenId }) => ({ issuer: ISSUER, tokenId, expiresAt: time })],
    ],
  ),
]

/** What each kind of withdrawal withdraws, and what it does not. */
export function revocationKindCases(
  { it }: Pick<ContractRunner, 'it'>,
  worldOf: () => RevocationListWorld,
): void {
  for (const [identifiers, hasMoment] of KINDS) {
    const name = identifiers.join(' and ')
    const namedBy = (token: RevocableTokenUnderTest): RevocationUnderTest => ({
      issuer: token.issuer,
      ...Object.fromEntries(identifiers.map((one) => [one, token[one]])),
    })

    it(`withdraws by ${name}, and nothing else`, async () => {
      const { list } = worldOf()
      const token = newToken(worldOf())
      const rest = IDENTIFIERS.filter((one) => !identifiers.includes(one))
      const others = newToken(worldOf())
      // Alike in all but one of the identifiers, or at another issuer, or without.
      const free = [
        ...identifiers.flatMap((one) => [
          { ...token, [one]: others[one] },
          { ...token, [one]: undefined },
        ]),
        { ...token, issuer: 'https://other.example' },
        // The same text, as another identifier.
        ...rest.map((one) => ({ ...others, [one]: token[identifiers[0] ?? one] })),
        others,
      ]
      for (const one of [token, ...free]) assert.equal(await answerOf(list, one), false)
      await revoke(list, namedBy(token))
      assert.equal(await answerOf(list, token), true)
      // Another object of the same token, and one that has nothing but what it is withdrawn by.
      assert.equal(await answerOf(list, { ...token }), true)
      const bare = Object.fromEntries(rest.map((one) => [one, undefined]))
      assert.equal(await answerOf(list, { ...token, ...bare }), true)
      for (const one of free) assert.equal(await answerOf(list, one), false)
    })

    it(`withdraws by ${name}, ${hasMoment ? 'until a moment' : 'whenever it was issued'}`, async () => {
      const { list } = worldOf()
      const token = newToken(worldOf())
      const { issuedAt: now = 0 } = token
      await revoke(list, { ...namedBy(token), ...(hasMoment && { before: now + 0.9 }) })
      for (const issuedAt of [undefined, Number.NaN, now - 1000, now - 0.5, now, now + 0.95]) {
        assert.equal(await answerOf(list, { ...token, issuedAt }), true, `${issuedAt}`)
      }
      for (const issuedAt of [now + 1, now + 1000]) {
        assert.equal(await answerOf(list, { ...token, issuedAt }), !hasMoment, `${issuedAt}`)
      }
    })

    it(`tells ${name} apart, whatever is in it`, async () => {
      const { list } = worldOf()
      const token = newToken(worldOf())
      const issuer = `https://odd.example/${name}`
      const called = (text: string): RevocableTokenUnderTest => ({
        ...token,
        issuer,
        ...Object.fromEntries(identifiers.map((one) => [one, text])),
      })
      for (const text of ODD_IDENTIFIERS) {
        assert.equal(await answerOf(list, called(text)), false, JSON.stringify(text.slice(0, 20)))
        await revoke(list, namedBy(called(text)))
        assert.equal(await answerOf(list, called(text)), true, JSON.stringify(text.slice(0, 20)))
      }
    })
  }

  it('withdraws what was issued up to now, where no moment is named', async () => {
    const { list } = worldOf()
    const token = newToken(worldOf())
    const { issuer, subject, issuedAt: now = 0 } = token
    await revoke(list, { issuer, subject })
    assert.equal(await answerOf(list, token), true)
    assert.equal(await answerOf(list, { ...token, issuedAt: now + 3600 }), false)
  })

  it('does not run a subject and its client together', async () => {
    const { list } = worldOf()
    const token = { ...newToken(worldOf()), issuer: 'https://pairs.example' }
    const pairs = [
      ['a', 'b,c'],
      ['a,b', 'c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['b,c', 'a'],
    ] as const
    for (const [subject, clientId] of pairs) {
      assert.equal(await answerOf(list, { ...token, subject, clientId }), false)
      await revoke(list, { issuer: token.issuer, subject, clientId })
      assert.equal(await answerOf(list, { ...token, subject, clientId }), true)
    }
  })

  for (const [what, make] of WRONG) {
    it(`takes no withdrawal of ${what}`, async () => {
      const { list } = worldOf()
      const token = newToken(worldOf())
      assert.equal(await isDone(() => revoke(list, make(token) as object)), false)
      assert.equal(await answerOf(list, token), false)
    })
  }
}
