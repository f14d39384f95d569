import { describe, expect, it } from 'vitest'
import {
  isSameIntrospection,
  opaqueIntrospection,
  resolveIntrospection,
  type ResolvedIntrospection,
} from '../../src/config/resolve-introspection.js'
import { createVerifier, type VerifierOptions } from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'

const endpoint = 'https://id.example/introspect'
const good = { endpoint, clientId: 'rs', clientSecret: 'secret' }

const resolve = (changes: Record<string, unknown> = {}, option = 'introspection') =>
  resolveIntrospection(option, { ...good, ...changes }, undefined)

describe('the option "introspection"', () => {
  it('has defaults', () => {
    expect(resolve()).toEqual({
      option: 'introspection',
      endpoint,
      clientId: 'rs',
      credential: 'secret',
      tokens: 'opaque',
      response: 'json',
      cache: 60,
    })
  })

  it.each([new URL(endpoint), `${endpoint}?tenant=1`, 'http://127.0.0.1:8080/introspect'])(
    'takes the endpoint %s',
    (given) => {
      expect(resolve({ endpoint: given }).endpoint).toBe(String(given))
    },
  )

  const wrong: readonly (readonly [changes: Record<string, unknown>, option: string])[] = [
    [{ endpoint: undefined }, 'endpoint'],
    [{ endpoint: 'http://id.example/introspect' }, 'endpoint'],
    [{ endpoint: `${endpoint}#a` }, 'endpoint'],
    [{ endpoint: 5 }, 'endpoint'],
    [{ clientId: undefined }, 'clientId'],
    [{ clientId: '' }, 'clientId'],
    [{ clientSecret: undefined }, 'clientSecret'],
    [{ clientSecret: '' }, 'clientSecret'],
    [{ clientSecret: Buffer.from('secret') }, 'clientSecret'],
    [{ privateKey: { kty: 'EC' } }, 'privateKey'],
    [{ for: 'jwts' }, 'for'],
    [{ for: null }, 'for'],
    [{ response: 'JWT' }, 'response'],
    [{ cache: -1 }, 'cache'],
    [{ cache: 3_601 }, 'cache'],
    [{ cache: Number.NaN }, 'cache'],
    [{ cache: '60' }, 'cache'],
    [{ cache: false }, 'cache'],
    [{ secret: 's' }, 'secret'],
    [{ tokens: 'all' }, 'tokens'],
  ]

  it.each(wrong)('does not take %o', (changes, name) => {
    expect(configErrorOf(() => resolve(changes)).option).toBe(`introspection.${name}`)
  })

  it.each([null, [], 'https://id.example/introspect', true])('is no %j', (given) => {
    const options = { issuer: 'https://id.example', audience: 'urn:rs', introspection: given }
    const make = (): unknown => createVerifier(options as unknown as VerifierOptions)
    expect(configErrorOf(make).option).toBe('introspection')
  })

  it('is checked where an issuer has it, and named there', () => {
    const issuer = [{ issuer: 'https://id.example', introspection: { ...good, cache: -1 } }]
    const make = (): unknown => createVerifier({ issuer, audience: 'urn:rs' })
    expect(configErrorOf(make).option).toBe('issuer[0].introspection.cache')
  })
})

const [a, b] = ['https://a.example', 'https://b.example'] as const
const elsewhere = { ...good, endpoint: 'https://b.example/introspect' }

const verifier = (options: Partial<VerifierOptions>): unknown =>
  createVerifier({ issuer: a, audience: 'urn:rs', ...options })

const issuers = (two: object): VerifierOptions['issuer'] => [
  { issuer: a, introspection: good },
  { issuer: b, introspection: { ...good, ...two } },
]

describe('two endpoints', () => {
  it.each([
    [good, elsewhere],
    [good, { ...elsewhere, for: 'all' }],
    [good, { ...good, clientId: 'rs2' }],
    [good, { ...good, cache: 5 }],
  ] as const)('cannot both be for opaque tokens: %j, %j', (one, two) => {
    const issuer = [
      { issuer: a, introspection: one },
      { issuer: b, introspection: two },
    ]
    expect(configErrorOf(() => verifier({ issuer })).option).toBe('issuer[1].introspection')
    const withDefault = [a, { issuer: b, introspection: two }]
    const make = (): unknown => verifier({ issuer: withDefault, introspection: one })
    expect(configErrorOf(make).option).toBe('issuer[1].introspection')
  })

  it('may be one that two issuers name, or be for JWTs', () => {
    expect(verifier({ issuer: issuers({}) })).toBeDefined()
    expect(verifier({ issuer: issuers({ ...elsewhere, for: 'jwt' }) })).toBeDefined()
  })

  it('leave none for opaque tokens where both are for JWTs', () => {
    const users = ['x', 'y'].map((clientId) => ({
      introspection: resolve({ clientId, for: 'jwt' }),
    }))
    expect(opaqueIntrospection(users)).toBeUndefined()
    expect(opaqueIntrospection([{ introspection: undefined }])).toBeUndefined()
  })
})

describe('the same introspection', () => {
  const base = resolve()

  it('is what asks the same endpoint in the same way, whatever it is called', () => {
    expect(isSameIntrospection(base, resolve({}, 'issuer[3].introspection'))).toBe(true)
    expect(isSameIntrospection(undefined, undefined)).toBe(true)
  })

  it.each<[string, ResolvedIntrospection | undefined]>([
    ['none', undefined],
    ['another endpoint', resolve({ endpoint: `${endpoint}/` })],
    ['another client', resolve({ clientId: 'rs2' })],
    ['another secret', resolve({ clientSecret: 'other' })],
    ['other tokens', resolve({ for: 'all' })],
    ['another form', resolve({ response: 'jwt' })],
    ['another time', resolve({ cache: 1 })],
  ])('is not %s', (_, other) => {
    expect(isSameIntrospection(base, other)).toBe(false)
    expect(isSameIntrospection(other, base)).toBe(false)
  })
})
