import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { resolveOptions } from '../../src/config/resolve-options.js'
import {
  createVerifier,
  type ConfigError,
  type TrustedIssuer,
  type VerifierOptions,
} from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'

const issuer = 'https://id.example'
const audience = 'https://rs.example'
const secretKey = { kty: 'oct', k: 'c2VjcmV0' }

/** What is wrong with options that a caller without types gave. */
function problemOf(changes: Record<string, unknown>): ConfigError {
  const options = { issuer, audience, ...changes }
  return configErrorOf(() => createVerifier(options as unknown as VerifierOptions))
}

type Row = readonly [changes: Record<string, unknown>, option: string, mend: RegExp]

/** One row for each value of one option. */
const rows = (option: string, mend: RegExp, ...values: readonly unknown[]): readonly Row[] =>
  values.map((value) => [{ [option]: value }, option, mend])

/** One row for each value of one member of an option. */
const members = (option: string, name: string, mend: RegExp, ...values: unknown[]): Row[] =>
  values.map((value) => [{ [option]: { [name]: value } }, `${option}.${name}`, mend])

const wrong: readonly Row[] = [
  ...rows('issuer', /is required/, undefined),
  ...rows('issuer', /must be an object/, null, new Date()),
  ...rows('issuer', /must be an issuer, a list .* or a function/, 5, true, []),
  ...rows('issuer', /must be an absolute URL/, '', 'id.example', ' https://id.example'),
  ...rows('issuer', /must be an absolute URL/, 'https:id.example', 'https:/id.example'),
  ...rows('issuer', /must be an absolute URL/, 'https:\\\\id.example', 'https://id.example/\t'),
  ...rows('issuer', /must use https:/, 'http://id.example', 'ftp://id.example'),
  ...rows('issuer', /must not name one issuer twice/, [issuer, { issuer }]),
  [{ issuer: {} }, 'issuer.issuer', /must be an absolute URL/],
  [{ issuer: [null] }, 'issuer[0]', /must be an object/],
  [{ issuer: [issuer, 'http://b.example'] }, 'issuer[1]', /must use https:/],
  [{ issuer: [issuer, { issuer: 'b' }] }, 'issuer[1].issuer', /must be an absolute URL/],

  ...rows('audience', /is required/, undefined),
  ...rows('audience', /must be a non-empty string/, '', null, 5, {}, [''], ['a', 5]),
  ...rows('audience', /must not be empty/, []),
  ...rows('audience', /must not have a fragment/, 'https://rs.example#a', ['a', 'urn:x#y']),

  ...rows('keys', /must be a JWK Set .* or a URL/, null, 5, 'https://id.example/jwks', {}, []),
  ...rows('keys', /must be a JWK Set .* or a URL/, { keys: {} }),
  ...rows('keys', /must use https:/, new URL('http://id.example/jwks')),
  ...rows('keys', /must be the URL of a local file/, new URL('file://server/keys.json')),
  ...rows('keys', /must be the URL of a local file/, new URL('file:///keys%2Fjwks.json')),
  ...rows('keys', /must not have a query/, new URL('file:///a?b'), new URL('file:///a#b')),
  ...rows('keys', /must use https:/, new URL('ftp://id.example/jwks'), new URL('data:,{}')),
  ...rows('keys', /must hold at least one usable public key/, { keys: [] }),
  ...rows('keys', /must hold at least .* private or symmetric/, { keys: [secretKey] }),
  [{ issuer: { issuer, keys: { keys: [] } } }, 'issuer.keys', /at least one usable public key/],
  [{ issuer: [{ issuer, keys: { keys: [null] } }] }, 'issuer[0].keys', /first one: no object/],
  [{ issuer: [issuer], keys: { keys: [] } }, 'keys', /give each issuer its own/],
  [{ issuer: () => undefined, keys: { keys: [] } }, 'keys', /give each issuer its own/],

  ...rows('algorithms', /must be a list .* not empty/, [], 'ES256', null, new Set(['ES256'])),
  ...rows('algorithms', /whoever can verify a symmetric signature can make one/, ['HS256']),
  ...rows('algorithms', /must hold only RS256/, ['none'], ['es256'], [null], ['toString']),
  ...rows('tokenType', /must be "at\+jwt" or "jwt"/, '', 'JWT', 'id_token', 5, true),
  ...rows('requiredClaims', /must be a non-empty string/, [''], [5], ['tenant', null]),
  ...rows('requiredClaims', /must be a list/, 'tenant', 5, true, {}, null, new Set(['tenant'])),
  ...rows('claims', /must be a Standard Schema/, {}, 5, null, () => true, { '~standard': {} }),
  ...rows('scopeClaim', /must be a claim name or a function/, 5, null, {}, ['scope']),
  ...rows('scopeClaim', /must be a non-empty string/, ''),

  ...rows('clockTolerance', /number from 0 to 600/, -1, 601, Number.NaN, Infinity, '5', null, 5n),
  ...rows('maxTokenAge', /number from 1 to/, 0, -1, Number.NaN, Infinity, '60', null, 4e8),
  ...rows('maxStale', /number from 0 to 2592000/, -1, Infinity, Number.NaN, '60', null, 2_592_001),
  ...rows('dpop', /must be "allow" or "require" or "refuse"/, 'optional', true, 5),
  ...rows('dpop', /must be an object/, null, ['allow']),
  ...rows('cache', /must be false/, true),
  ...rows('cache', /must be an object/, null, 5, [10]),
  ...members('cache', 'tokens', /whole number from 1 to 1000000/, 0, -1, 1.5, Infinity, '10'),
  ...rows('transport', /must be "tls" or "any"/, '', 'http', true),
  ...rows(
    'publicUrl',
    /must be an absolute URL/,
    '',
    'api.example',
    'https:api.example',
    5,
    new URL(audience),
  ),
  ...rows('publicUrl', /must use https:/, 'http://api.example'),
  ...rows('publicUrl', /must not have a fragment/, 'https://api.example#a'),
  ...rows('publicUrl', /must not have a query/, 'https://api.example?a', 'https://api.example/a?'),
  ...rows('fetch', /must be a function/, 5, null, {}),
  ...rows('clock', /must be a function/, 5, null, new Date()),

  ...rows('sources', /must be an object/, null, 'header', ['body']),
  ...members('sources', 'header', /must be true/, false, 1),
  ...members('sources', 'body', /must be true or false/, 1, 'yes', null),
  ...members('sources', 'query', /must be true or false/, 1, 'yes', null),
  ...members('sources', 'cookie', /must be the name of a cookie/, '', 'a b', 'a=b', 'a;b', true),
  ...members('sources', 'headers', /is not an option; the options here are header, body/, true),

  ...rows('realm', /must be a non-empty string/, '', 5, null),
  ...rows('realm', /must be ASCII without quotes/, 'a"b', 'a\\b', 'a\nb', 'Büro', 'a\u007f'),

  ...rows('limits', /must be an object/, null, 5, [1]),
  ...members('limits', 'tokenBytes', /whole number from 1 to 65536/, 0, -1, 1.5, 65_537, '1'),
  ...members('limits', 'jwksBytes', /whole number from 1 to 16777216/, 0, Infinity, 16_777_217),
  ...members('limits', 'jwksKeys', /whole number from 1 to 10000/, 0, Number.NaN, 10_001),
  ...members('limits', 'bytes', /is not an option; the options here are tokenBytes/, 1),

  ...rows('audiences', /is not an option; the options here are issuer, audience/, audience),
  ...rows('issuers', /is not an option/, [issuer]),
  ...rows('clockTolerence', /is not an option/, 0),
  ...rows('toString', /is not an option/, undefined),
]

describe('wrong options', () => {
  it.each(wrong.map(([changes, ...rest]) => [inspect(changes, { depth: 3 }), changes, ...rest]))(
    'dies of %s',
    (_, changes, option, mend) => {
      const problem = problemOf(changes)
      expect(problem.option).toBe(option)
      expect(problem.message).toMatch(mend)
      expect(problem.message.startsWith(`"${option}" `)).toBe(true)
    },
  )

  it.each([undefined, null, 5, 'https://id.example', [], new Map()])('dies of %s', (options) => {
    const make = createVerifier as (options: unknown) => unknown
    expect(configErrorOf(() => make(options)).option).toBe('options')
  })

  it('are TypeErrors', () => {
    expect(problemOf({ clockTolerance: -1 })).toBeInstanceOf(TypeError)
    expect(problemOf({ clockTolerance: -1 }).name).toBe('ConfigError')
  })

  it('are looked for before missing ones, so that a misspelt name is named', () => {
    const options = { issuer, audiences: audience } as unknown as VerifierOptions
    expect(configErrorOf(() => createVerifier(options)).option).toBe('audiences')
  })

  it('of every issuer of a function are found at once', () => {
    expect(problemOf({ issuer: () => undefined, algorithms: [] }).option).toBe('algorithms')
    expect(problemOf({ issuer: () => undefined, audience: undefined }).option).toBe('audience')
  })
})

describe('defaults', () => {
  const options = resolveOptions({ issuer, audience })

  it('are the strict ones', () => {
    expect(options).toMatchObject({
      audiences: [audience],
      trustedIssuer: undefined,
      requiredClaims: [],
      schema: undefined,
      clockTolerance: 5,
      maxTokenAge: undefined,
      sources: { body: false, query: false, cookie: undefined },
      transport: 'tls',
      realm: audience,
      resource: undefined,
      limits: { tokenBytes: 16_384, jwksBytes: 524_288, jwksKeys: 1_000 },
    })
  })

  it('stand where a member is undefined', () => {
    const names = ['keys', 'algorithms', 'tokenType', 'scopeClaim', 'limits', 'sources', 'realm']
    const blank = Object.fromEntries(names.map((name) => [name, undefined]))
    const same = resolveOptions({ issuer, audience, ...blank })
    expect(same.issuers[0]?.tokenType).toBe('at+jwt')
    expect(same.limits).toEqual(options.limits)
    expect(same.sources).toEqual(options.sources)
  })

  it('look fetch up at each call', async () => {
    const answer = new Response('{}')
    vi.stubGlobal('fetch', async () => answer)
    await expect(options.fetch('https://id.example')).resolves.toBe(answer)
    vi.unstubAllGlobals()
    expect(options.fetch).not.toBe(globalThis.fetch)
  })

  it('look the clock up at each call', () => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(42)
    expect(options.clock()).toBe(42)
    now.mockRestore()
    expect(options.clock()).toBeGreaterThan(42)
  })
})

describe('several issuers', () => {
  it('share the options of the verifier and override them', () => {
    const { issuers } = resolveOptions({
      audience,
      algorithms: ['ES256'],
      issuer: ['https://a.example', { issuer: 'https://b.example', algorithms: ['RS256'] }],
    })
    expect(issuers.map((profile) => [...profile.algorithms])).toEqual([['ES256'], ['RS256']])
    expect(issuers.map(({ audiences }) => audiences)).toEqual([[audience], [audience]])
  })

  it('may bring all the audiences themselves', () => {
    const own = { issuer, audience: ['urn:b', 'urn:b', 'urn:c'] }
    const options = resolveOptions({ issuer: own } as unknown as VerifierOptions)
    expect(options.audiences).toEqual(['urn:b', 'urn:c'])
    expect(options.realm).toBe('urn:b')
  })

  it('may be known to a function', () => {
    const trusted = vi.fn<TrustedIssuer>()
    const options = resolveOptions({ issuer: trusted, audience })
    expect(options.trustedIssuer).toBe(trusted)
    expect(trusted).not.toHaveBeenCalled()
    expect(options.issuers).toEqual([])
  })
})
