import { describe, expect, it } from 'vitest'
import { resolveIssuer } from '../../src/config/resolve-issuer.js'
import { checkClaims, type ClaimRules } from '../../src/token/check-claims.js'
import { reasonOf } from '../support/outcome.js'

const now = 1_800_000_000
const issuer = 'https://id.example'
const audience = ['https://rs.example', 'urn:rs']
const rules: ClaimRules = { requiredClaims: [], clockTolerance: 0, maxTokenAge: undefined }
const profiles = {
  'at+jwt': resolveIssuer({ issuer, audience }, {}, 'issuer'),
  jwt: resolveIssuer({ issuer, audience, tokenType: 'jwt' }, {}, 'issuer'),
}
const good: Record<string, unknown> = {
  iss: issuer,
  aud: 'urn:rs',
  sub: 'u1',
  client_id: 'c1',
  iat: now,
  exp: now + 300,
  jti: 'j1',
}

interface Circumstances extends Partial<ClaimRules> {
  tokenType?: keyof typeof profiles
  at?: number
}

/** The reason that a good token with these changes is refused for; `undefined` takes a claim away. */
function reason(changes: Record<string, unknown>, circumstances: Circumstances = {}): unknown {
  const { tokenType = 'at+jwt', at = now, ...changedRules } = circumstances
  const all = Object.entries({ ...good, ...changes })
  const claims = Object.fromEntries(all.filter(([, value]) => value !== undefined))
  return reasonOf(() => checkClaims(claims, profiles[tokenType], { ...rules, ...changedRules }, at))
}

describe('checkClaims', () => {
  it('tells what it has checked', () => {
    expect(checkClaims(good, profiles['at+jwt'], rules, now)).toEqual({
      subject: 'u1',
      clientId: 'c1',
      tokenId: 'j1',
      times: {
        expiresAt: now + 300,
        from: now - 60,
        until: now + 300 + rules.clockTolerance,
      },
    })
  })

  it.each([
    [{}, {}],
    [{ nbf: now - 10 }, {}],
    [{ nbf: now - 10, iat: now + 50 }, {}],
    [{ iat: now - 100 }, { maxTokenAge: 200 }],
    [
      { iat: now - 100, nbf: now - 90 },
      { maxTokenAge: 200, clockTolerance: 0 },
    ],
  ])('tells from when to when it takes a token with %j by %j', (changes, changedRules) => {
    const claims = { ...good, ...changes }
    const all = { ...rules, ...changedRules }
    const { from, until } = checkClaims(claims, profiles['at+jwt'], all, now).times
    const isGood = (at: number): boolean => reason(changes, { at, ...changedRules }) === undefined
    expect([isGood(from), isGood(until - 0.001)]).toEqual([true, true])
    expect([isGood(from - 0.001), isGood(until)]).toEqual([false, false])
  })

  it.each([
    [{ azp: 'c2', cid: 'c3', appid: 'c4' }, 'c2'],
    [{ cid: 'c3', appid: 'c4' }, 'c3'],
    [{ appid: 'c4' }, 'c4'],
    [{ azp: 5, cid: '', appid: 'c4' }, 'c4'],
    [{ azp: null }, undefined],
    [{ client_id: 'c1', azp: 'c2' }, 'c1'],
  ])('takes the client from %j', (clients, expected) => {
    const { client_id: _, ...claims } = good
    const checked = checkClaims({ ...claims, ...clients }, profiles.jwt, rules, now)
    expect(checked.clientId).toBe(expected)
  })

  it('goes in order: audience, times, presence, kind', () => {
    const all = { aud: 'urn:other', exp: now, sub: undefined }
    expect(reason(all)).toBe('wrong_audience')
    expect(reason({ ...all, aud: 'urn:rs' })).toBe('token_expired')
    expect(reason({ sub: undefined })).toBe('missing_claim')
    const idToken = { nonce: 'n', sub: undefined }
    expect(reason({ ...idToken, exp: now }, { tokenType: 'jwt' })).toBe('token_expired')
    expect(reason(idToken, { tokenType: 'jwt' })).toBe('id_token')
    expect(reason(idToken, { tokenType: 'jwt', requiredClaims: ['sub'] })).toBe('missing_claim')
  })
})

describe('aud', () => {
  it.each(['urn:rs', 'https://rs.example', ['urn:rs'], ['urn:other', 'urn:rs'], ['urn:rs', '']])(
    'may be %j',
    (aud) => {
      expect(reason({ aud })).toBeUndefined()
    },
  )

  it.each([
    'urn:other',
    '',
    [],
    'https://rs.example/',
    'HTTPS://rs.example',
    'https://rs.example/x',
    'https://rs',
    ' urn:rs',
    'urn:RS',
    'urn%3Ars',
    ['urn:rs '],
    'toString',
  ])('must not be %j', (aud) => {
    expect(reason({ aud })).toBe('wrong_audience')
  })

  it.each([1, null, true, {}, { 0: 'urn:rs' }, ['urn:rs', 1], [['urn:rs']], ['urn:rs', null]])(
    'is malformed as %j',
    (aud) => {
      expect(reason({ aud })).toBe('malformed_claim')
    },
  )

  it('must be there', () => {
    expect(reason({ aud: undefined })).toBe('missing_claim')
    expect(reason({ aud: undefined }, { tokenType: 'jwt' })).toBe('missing_claim')
  })
})

describe('times', () => {
  it.each([
    [{ exp: now }, 'token_expired'],
    [{ exp: now - 1 }, 'token_expired'],
    [{ exp: 0 }, 'token_expired'],
    [{ exp: now + 0.001 }, undefined],
    [{ exp: now + 1 }, undefined],
    [{ nbf: now }, undefined],
    [{ nbf: now + 0.001 }, 'token_not_yet_valid'],
    [{ nbf: now + 1 }, 'token_not_yet_valid'],
    [{ iat: now + 60 }, undefined],
    [{ iat: now + 61 }, 'token_not_yet_valid'],
    [{ iat: 0, nbf: 0 }, undefined],
  ])('of %j give %s', (changes, expected) => {
    expect(reason(changes)).toBe(expected)
  })

  it.each([
    [{ exp: now - 5 }, 'token_expired'],
    [{ exp: now - 4 }, undefined],
    [{ nbf: now + 5 }, undefined],
    [{ nbf: now + 6 }, 'token_not_yet_valid'],
    [{ iat: now + 60 }, undefined],
    [{ iat: now + 61 }, 'token_not_yet_valid'],
  ])('of %j give %s where 5 seconds are forgiven', (changes, expected) => {
    expect(reason(changes, { clockTolerance: 5 })).toBe(expected)
  })

  it('forgive an early `iat` as far as the tolerance goes, if that is further than a minute', () => {
    const circumstances = { clockTolerance: 90 }
    expect(reason({ iat: now + 90 }, circumstances)).toBeUndefined()
    expect(reason({ iat: now + 91 }, circumstances)).toBe('token_not_yet_valid')
  })

  it('are compared to the fraction of a second', () => {
    expect(reason({ exp: now + 1 }, { at: now + 0.999 })).toBeUndefined()
    expect(reason({ exp: now + 1 }, { at: now + 1 })).toBe('token_expired')
    expect(reason({ exp: now + 1.5 }, { at: now + 1.4 })).toBeUndefined()
  })

  it.each(['exp', 'nbf', 'iat'])('are seconds before the year 10000, unlike this %s', (name) => {
    const wrong = ['1', null, true, [now], {}, -1, Number.NaN, Infinity, 1e308, now * 1000]
    for (const value of [...wrong, 253_402_300_800]) {
      expect([value, reason({ [name]: value })]).toEqual([value, 'malformed_claim'])
    }
  })

  it('may be as late as the last second of the year 9999', () => {
    expect(reason({ exp: 253_402_300_799 })).toBeUndefined()
  })

  it('must hold an end', () => {
    expect(reason({ exp: undefined })).toBe('missing_claim')
    expect(reason({ exp: undefined }, { tokenType: 'jwt' })).toBe('missing_claim')
  })
})

describe('maxTokenAge', () => {
  it('is the age that a token may not reach', () => {
    expect(reason({ iat: now - 59 }, { maxTokenAge: 60 })).toBeUndefined()
    expect(reason({ iat: now - 60 }, { maxTokenAge: 60 })).toBe('token_too_old')
    expect(reason({ iat: now - 64 }, { maxTokenAge: 60, clockTolerance: 5 })).toBeUndefined()
    expect(reason({ iat: now - 65 }, { maxTokenAge: 60, clockTolerance: 5 })).toBe('token_too_old')
  })

  it('needs an `iat`, in every kind of token', () => {
    const circumstances = { maxTokenAge: 60, tokenType: 'jwt' } as const
    expect(reason({ iat: undefined }, circumstances)).toBe('missing_claim')
    expect(reason({ iat: undefined }, { tokenType: 'jwt' })).toBeUndefined()
  })
})

describe('required claims', () => {
  it.each(['sub', 'client_id', 'iat', 'jti'])('of RFC 9068 hold %s', (name) => {
    expect(reason({ [name]: undefined })).toBe('missing_claim')
    expect(reason({ [name]: undefined }, { tokenType: 'jwt' })).toBeUndefined()
  })

  it.each(['sub', 'client_id', 'jti'])('of RFC 9068 hold a %s that says something', (name) => {
    for (const value of [1, '', {}, [], true]) {
      expect([value, reason({ [name]: value })]).toEqual([value, 'malformed_claim'])
    }
    expect(reason({ [name]: null })).toBe('missing_claim')
  })

  it('are the ones that were asked for, too', () => {
    const circumstances = { requiredClaims: ['tenant', 'plan'] }
    expect(reason({ tenant: 'a', plan: false }, circumstances)).toBeUndefined()
    expect(reason({ tenant: 'a' }, circumstances)).toBe('missing_claim')
    expect(reason({ tenant: null, plan: 1 }, circumstances)).toBe('missing_claim')
  })
})

describe('claims beside', () => {
  it.each(['at+jwt', 'jwt'] as const)('are refused in an %s where malformed', (tokenType) => {
    expect(reason({ authorization_details: [{}] }, { tokenType })).toBe('malformed_claim')
    expect(reason({ sub: '' }, { tokenType })).toBe('malformed_claim')
    expect(reason({ jti: 5 }, { tokenType })).toBe('malformed_claim')
  })

  it('do not mark an ID token where the header has said what it is', () => {
    expect(reason({ nonce: 'n' })).toBeUndefined()
    expect(reason({ nonce: 'n' }, { tokenType: 'jwt' })).toBe('id_token')
  })
})
