import { describe, expect, it } from 'vitest'
import { NOW, idsOf, token } from '../samples.js'

describe('what is wrong with claims', () => {
  it.each([
    ...['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'].map((name) => {
      return [`no ${name}`, { [name]: undefined }, `missing-claim claims.${name}`] as const
    }),
    ['a number as sub', { sub: 1 }, 'claim-form claims.sub'],
    ['an empty jti', { jti: '' }, 'claim-form claims.jti'],
    ['no audience in a list', { aud: [] }, 'aud-empty claims.aud'],
    ['a number as audience', { aud: ['a', 1] }, 'claim-form claims.aud'],
    ['expired', { exp: NOW - 1 }, 'expired claims.exp'],
    ['milliseconds', { exp: NOW * 1000 }, 'milliseconds claims.exp'],
    ['a time as text', { exp: String(NOW + 5) }, 'time-form claims.exp'],
    ['before 1970', { iat: -1 }, 'time-negative claims.iat'],
    ['no end', { exp: 1e300 }, 'end-of-time claims.exp'],
    ['an end before its beginning', { iat: NOW - 1, exp: NOW - 2 }, 'exp-before-iat claims.exp'],
    ['not yet valid', { nbf: NOW + 60 }, 'not-yet-valid claims.nbf'],
    ['issued in the future', { iat: NOW + 61, exp: NOW + 90 }, 'issued-in-future claims.iat'],
    ['http', { iss: 'http://id.example.com' }, 'issuer-form claims.iss'],
    ['no URL', { iss: 'id.example.com' }, 'issuer-form claims.iss'],
    ['a space behind the issuer', { iss: 'https://id.example.com ' }, 'issuer-form claims.iss'],
    ['a query', { iss: 'https://id.example.com?x' }, 'issuer-form claims.iss'],
    ['a user', { iss: 'https://a@id.example.com' }, 'issuer-form claims.iss'],
    ['scopes in a list', { scope: ['read'] }, 'scope-form claims.scope'],
    ['cnf null', { cnf: null }, 'cnf-form claims.cnf'],
    ['an empty cnf', { cnf: {} }, 'cnf-empty claims.cnf'],
    ['a short thumbprint', { cnf: { jkt: 'A' } }, 'cnf-form claims.cnf.jkt'],
    ['another binding', { cnf: { kid: 'A' } }, 'cnf-unsupported claims.cnf'],
    [
      'details that are no list',
      { authorization_details: {} },
      'claim-form claims.authorization_details',
    ],
  ] as const)('is said: %s', async (_what, claims, finding) => {
    expect((await idsOf(token(claims))).wrong).toContain(finding)
  })
})

describe('what is unusual about claims', () => {
  it.each([
    ['a bearer token', { cnf: undefined }, 'bearer claims.cnf'],
    ['two audiences', { aud: ['a', 'b'] }, 'aud-many claims.aud'],
    ['a day of life', { exp: NOW + 86_400 }, 'long-life claims.exp'],
    ['a comma between scopes', { scope: 'read,write' }, 'scope-odd claims.scope'],
    ['an e-mail address', { email: 'a@example.com' }, 'personal-claim claims'],
    ['a password', { login: { password: 'x' } }, 'secret-claim claims'],
    ['what an ID token has', { nonce: 'n' }, 'foreign-claims claims'],
    ['almost a name', { Exp: 1 }, 'odd-name claims'],
    ['one audience without a name', { aud: ['a', ''] }, 'aud-many claims.aud'],
    ['five kilobytes', { roles: 'x'.repeat(5_000) }, 'large token'],
  ])('is said, and is not wrong: %s', async (_what, claims, finding) => {
    expect(await idsOf(token(claims))).toEqual({ wrong: [], unusual: [finding] })
  })

  it.each([
    { azp: '', acr: '', sid: '' },
    { updated_at: -1, auth_time: 1e15 },
  ])('is not what no specification and no verifier minds: %j', async (claims) =>
    expect(await idsOf(token(claims))).toEqual({ wrong: [], unusual: [] }),
  )

  it('is worse where the type does not tell what the token is for', async () => {
    const text = token({ typ: 'Bearer', nonce: 'n' }, { typ: 'JWT' })
    expect((await idsOf(text)).wrong).toEqual(['foreign-claims claims'])
  })

  it('is what tokens without RFC 9068 lack', async () => {
    const text = token({ jti: undefined, client_id: undefined }, { typ: undefined })
    const { wrong, unusual } = await idsOf(text)
    expect(wrong).toEqual([])
    expect(unusual).toEqual([
      'typ-plain header.typ',
      'no-jti claims.jti',
      'no-client claims.client_id',
    ])
  })
})
