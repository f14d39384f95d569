import { parseChallenges } from '@countersign/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { challenger, quoted } from '../src/challenge.js'
import { REFUSALS } from '../src/refusals.js'

const realm = 'https://rs.example'
const { missing_credentials, invalid_signature, insufficient_scope, step_up_required } = REFUSALS

const bearerOnly = {
  realm,
  resourceMetadata: undefined,
  schemes: ['Bearer'] as const,
  algorithms: [],
}
const mixed = {
  ...bearerOnly,
  schemes: ['Bearer', 'DPoP'] as const,
  algorithms: ['ES256', 'EdDSA'],
}

type Challenge = ReturnType<typeof challenger>

/** The one header of a refusal, and what a strict parser reads in it. */
function written(
  refusal: Parameters<Challenge>[0],
  demand: Partial<Parameters<Challenge>[1]> = {},
): {
  readonly text: string
  readonly params: Readonly<Record<string, string>>
} {
  const headers = challenger(bearerOnly)(refusal, { scheme: 'Bearer', ...demand })
  expect(Object.keys(headers)).toEqual(['WWW-Authenticate'])
  const text = headers['WWW-Authenticate'] ?? ''
  const [challenge, ...more] = parseChallenges(text)
  expect([challenge?.scheme, more]).toEqual(['Bearer', []])
  return { text, params: challenge?.params ?? {} }
}

describe('quoted', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('"', '\\', ',', '=', ' ', '\r', '\n', '\t', '\0', 'a', 'é'),
    }),
  )

  it('is never broken out of, whatever the value', () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        const header = `Bearer realm=${quoted(a)}, error=${quoted(b)}, scope="end"`
        const [challenge, ...more] = parseChallenges(header)
        expect(more).toEqual([])
        expect(Object.keys(challenge?.params ?? {})).toEqual(['realm', 'error', 'scope'])
        expect(challenge?.params['scope']).toBe('end')
      }),
      { numRuns: 2_000 },
    )
  })

  it('holds only what RFC 6750 §3 allows, and needs no escape', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(quoted(value)).toMatch(/^"[\x20\x21\x23-\x5b\x5d-\x7e]*"$/)
      }),
      { numRuns: 2_000 },
    )
  })

  it('changes nothing that is allowed, and keeps the length', () => {
    const allowed = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at))
      .filter((character) => character !== '"' && character !== '\\')
      .join('')
    expect(quoted(allowed)).toBe(`"${allowed}"`)
    expect(quoted('a"b\\c\r\nd\u0000é')).toBe('"a?b?c??d??"')
  })
})

describe('a challenge', () => {
  it('says nothing of an error where no credentials came', () => {
    expect(written(missing_credentials).text).toBe('Bearer realm="https://rs.example"')
  })

  it('says what was wrong, and no more', () => {
    expect(written(invalid_signature).params).toEqual({
      realm,
      error: 'invalid_token',
      error_description: invalid_signature.message,
    })
  })

  it('asks for scopes (RFC 6750 §3)', () => {
    const { params } = written(insufficient_scope, { scopes: ['orders:read', 'orders:write'] })
    expect(params).toEqual({
      realm,
      error: 'insufficient_scope',
      error_description: insufficient_scope.message,
      scope: 'orders:read orders:write',
    })
  })

  it('asks for a stronger or fresher authentication (RFC 9470 §3)', () => {
    const stepUp = { acrValues: ['urn:phr', 'urn:mfa'], maxAge: 300 }
    expect(written(step_up_required, { stepUp, scopes: ['a'] }).params).toMatchObject({
      error: 'insufficient_user_authentication',
      acr_values: 'urn:phr urn:mfa',
      max_age: '300',
      scope: 'a',
    })
  })

  it('may ask for this very moment', () => {
    const stepUp = { acrValues: [], maxAge: 0 }
    const { params } = written(step_up_required, { stepUp })
    expect(params['max_age']).toBe('0')
    expect(params).not.toHaveProperty('acr_values')
    expect(params).not.toHaveProperty('scope')
  })

  it('leaves out what nobody asks for', () => {
    const { params } = written(insufficient_scope, { scopes: [], stepUp: undefined })
    expect(Object.keys(params)).toEqual(['realm', 'error', 'error_description'])
  })

  it('tells where the metadata of this resource is (RFC 9728 §5.1)', () => {
    const resourceMetadata = 'https://rs.example/.well-known/oauth-protected-resource'
    const headers = challenger({ ...bearerOnly, resourceMetadata })(missing_credentials, {
      scheme: undefined,
    })
    expect(headers['WWW-Authenticate']).toBe(
      `Bearer realm="${realm}", resource_metadata="${resourceMetadata}"`,
    )
  })

  it('is strict grammar for any demand', () => {
    const words = fc.array(fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(words, words, fc.option(fc.nat(), { nil: undefined }), (scopes, acr, maxAge) => {
        const { params } = written(step_up_required, { scopes, stepUp: { acrValues: acr, maxAge } })
        expect(params['error']).toBe('insufficient_user_authentication')
        expect(params['realm']).toBe(realm)
      }),
    )
  })
})

const paramsOf = (
  refusal: Parameters<Challenge>[0],
  demand: Parameters<Challenge>[1],
): readonly (readonly [scheme: string, params: object])[] =>
  parseChallenges(challenger(mixed)(refusal, demand)['WWW-Authenticate'] ?? '').map(
    ({ scheme, params }) => [scheme, params],
  )

describe('the challenges of two schemes', () => {
  const dpop = { realm, algs: 'ES256 EdDSA' }
  const error = { error: 'invalid_token', error_description: invalid_signature.message }

  it('stand on one line, the one for proofs with their algorithms (RFC 9449 §7.1)', () => {
    expect(paramsOf(missing_credentials, { scheme: undefined })).toEqual([
      ['Bearer', { realm }],
      ['DPoP', dpop],
    ])
  })

  it('tell an error to the scheme that was used, and to no other (§7.2)', () => {
    expect(paramsOf(invalid_signature, { scheme: 'DPoP' })).toEqual([
      ['Bearer', { realm }],
      ['DPoP', { ...dpop, ...error }],
    ])
    expect(paramsOf(invalid_signature, { scheme: 'Bearer' })).toEqual([
      ['Bearer', { realm, ...error }],
      ['DPoP', dpop],
    ])
  })

  it('both tell an error where nobody can tell which scheme was used', () => {
    const [bearer, other] = paramsOf(REFUSALS.multiple_credentials, { scheme: undefined })
    expect(bearer?.[1]).toHaveProperty('error', 'invalid_request')
    expect(other?.[1]).toHaveProperty('error', 'invalid_request')
  })

  it('come with a nonce where there is one to hand out (§9)', () => {
    const challenge = challenger(mixed)
    expect(challenge(REFUSALS.nonce_required, { scheme: 'DPoP', nonce: 'n1' })).toMatchObject({
      'DPoP-Nonce': 'n1',
      // §8.2: whatever the application says of its other answers.
      'Cache-Control': 'no-store',
      'WWW-Authenticate': expect.stringContaining('error="use_dpop_nonce"'),
    })
    expect(challenge(REFUSALS.nonce_required, { scheme: 'DPoP' })).not.toHaveProperty('DPoP-Nonce')
  })

  it('are that of proofs alone where nothing else is taken', () => {
    const only = challenger({ ...mixed, schemes: ['DPoP'] })(missing_credentials, {
      scheme: undefined,
    })
    expect(only['WWW-Authenticate']).toBe(`DPoP realm="${realm}", algs="ES256 EdDSA"`)
  })
})
