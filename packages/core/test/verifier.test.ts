import { inspect } from 'node:util'
import type { JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { claim, createVerifier, type VerifierOptions } from '../src/index.js'
import { refusalOf } from './support/outcome.js'
import { tokenRequest, withAuthorization } from './support/token-request.js'
import { AUDIENCE, createWorld, type World } from './support/world.js'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const staticKeys = (): JSONWebKeySet => world.provider.jwks as JSONWebKeySet

describe('an Authentication', () => {
  it('says who, for whom and with which rights', async () => {
    const { provider, clock } = world
    const token = await provider.token({ scope: 'read write', jti: 'j1', tenant: 'acme' })
    const auth = await world.verifier().verifyToken(token)
    expect({ ...auth, scopes: [...auth.scopes], claims: { ...auth.claims } }).toEqual({
      scheme: 'Bearer',
      kind: 'jwt',
      issuer: provider.issuer,
      subject: 'u1',
      clientId: 'c1',
      scopes: ['read', 'write'],
      tokenId: 'j1',
      expiresAt: clock.now() + 300,
      binding: undefined,
      actor: undefined,
      claims: provider.claims({ scope: 'read write', jti: 'j1', tenant: 'acme' }),
    })
    expect(auth.token).toBe(token)
  })

  it('has claims that are own, without a prototype, and frozen', async () => {
    const claims = { address: { country: 'NL' }, groups: ['a'] }
    const auth = await world.verifier().verifyToken(await world.provider.token(claims))
    expect(Object.getPrototypeOf(auth.claims)).toBeNull()
    expect(Object.isFrozen(auth.claims)).toBe(true)
    expect(() => Object.assign(auth.claims['address'] as object, { country: 'BE' })).toThrow(
      TypeError,
    )
  })

  it('is the same whichever way the token came', async () => {
    const verifier = world.verifier({ sources: { body: true, query: true, cookie: 'at' } })
    const token = await world.provider.token({ jti: 'j1' })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const requests = [
      withAuthorization(`bearer  ${token}`),
      tokenRequest({ url: `/?access_token=${token}` }),
      tokenRequest({ method: 'POST', headers: form, body: { access_token: token } }),
      tokenRequest({ headers: { cookie: `at=${token}` } }),
    ]
    const direct = inspect(await verifier.verifyToken(token))
    for (const request of requests) {
      expect(inspect(await verifier.verifyRequest(request))).toBe(direct)
    }
  })
})

describe('the checks', () => {
  it('come in order: no later answer while an earlier check would fail', async () => {
    const { provider } = world
    await provider.addKey('ES256', { kid: 'hidden', publish: false })
    const verifier = world.verifier({
      algorithms: ['ES256'],
      requiredClaims: ['tenant'],
      claims: z.looseObject({ tenant: z.literal('acme') }),
      keys: staticKeys(),
    })
    // Everything is wrong at first. Each row mends one thing, and names what is found next.
    const header: Record<string, unknown> = { typ: 'JWT', kid: 'nobody', zip: 'DEF' }
    const payload: Record<string, unknown> = {
      iss: 'https://stranger.example',
      aud: 'urn:other',
      exp: 1,
      scope: ['read'],
      cnf: {},
      act: 'nobody',
    }
    let key = 'ed1'
    const mends: readonly (readonly [expected: string, mend: () => void])[] = [
      ['unsupported_header', () => delete header['zip']],
      ['untrusted_issuer', () => delete payload['iss']],
      ['wrong_token_type', () => delete header['typ']],
      ['unsupported_algorithm', () => (key = 'hidden')],
      ['unknown_key', () => (header['kid'] = 'es1')],
      ['invalid_signature', () => (key = 'es1')],
      ['wrong_audience', () => delete payload['aud']],
      ['token_expired', () => delete payload['exp']],
      ['missing_claim', () => (payload['tenant'] = 'other')],
      ['malformed_claim', () => delete payload['scope']],
      ['claims_schema', () => (payload['tenant'] = 'acme')],
      ['unsupported_binding', () => delete payload['cnf']],
      ['malformed_claim', () => delete payload['act']],
    ]
    for (const [expected, mend] of mends) {
      const token = provider.sign({ header, payload, key })
      const { reason } = await refusalOf(verifier.verifyToken(token))
      expect(reason).toBe(expected)
      mend()
    }
    await expect(
      verifier.verifyToken(provider.sign({ header, payload, key })),
    ).resolves.toBeDefined()
  })

  it('of the transport and the credentials come before those of the token', async () => {
    const verifier = world.verifier()
    const insecure = { ...withAuthorization('Bearer opaque'), secure: false }
    expect((await refusalOf(verifier.verifyRequest(insecure))).reason).toBe('insecure_transport')
    const twice = { ...withAuthorization('Bearer opaque'), url: '/?access_token=a' }
    expect((await refusalOf(verifier.verifyRequest(twice))).reason).toBe('multiple_credentials')
    const opaque = withAuthorization('Bearer opaque')
    expect((await refusalOf(verifier.verifyRequest(opaque))).reason).toBe('opaque_token')
  })

  it('of the token need nothing from the network where the token cannot be good', async () => {
    const network = vi.fn<typeof fetch>(fetch)
    const verifier = world.verifier({ fetch: network })
    const { provider } = world
    const hopeless = [
      provider.sign({ header: { alg: 'none' } }),
      provider.sign({ header: { crit: ['exp'] } }),
      provider.sign({ header: { typ: 'JWT' } }),
      provider.sign({ payload: { iss: 'https://stranger.example' } }),
      provider.sign({ payload: '{"iss":1,"iss":2}' }),
      `${provider.sign({})}=`,
    ]
    for (const token of hopeless) await refusalOf(verifier.verifyToken(token))
    expect(network).not.toHaveBeenCalled()
  })
})

describe('a bound token', () => {
  const jkt = `${'x'.repeat(42)}A`
  const confirmations = [
    { jkt },
    { 'x5t#S256': jkt },
    { jkt, kid: 'k' },
    { jkt: 'x' },
    { 'x5t#S256': 'x' },
    {},
    null,
    '',
    [],
    0,
    false,
    'x',
  ]

  it.each(confirmations)('is refused where nobody can prove anything: cnf %j', async (cnf) => {
    const token = await world.provider.token({ cnf })
    for (const tokenType of ['at+jwt', 'jwt'] as const) {
      const { reason } = await refusalOf(world.verifier({ tokenType }).verifyToken(token))
      expect(reason).toMatch(/^(?:unsupported|malformed)_binding$/)
    }
  })

  it('is not made an unbound one by a schema that drops the binding', async () => {
    const verifier = world.verifier({ claims: z.object({ sub: z.string() }) })
    const token = await world.provider.token({ cnf: { jkt } })
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unsupported_binding')
  })
})

describe('a schema', () => {
  it('decides about claims that are otherwise good, and makes them what it returns', async () => {
    const { issuer } = world.provider
    const { clock } = world
    const claims = z.object({ sub: z.string().transform((sub) => sub.toUpperCase()) })
    const verifier = createVerifier({ issuer, audience: AUDIENCE, clock, claims })
    const auth = await verifier.verifyToken(await world.provider.token())
    expect(auth.claims).toEqual({ sub: 'U1' })
    // Who it is comes from what was signed, whatever a schema makes of it.
    expect(auth.subject).toBe('u1')
    verifier.close()
  })

  it('does not change what policies look at', async () => {
    const verifier = world.verifier({ claims: z.object({}) })
    const auth = await verifier.verifyToken(await world.provider.token({ tenant: 'acme' }))
    expect(auth.claims).toEqual({})
    await expect(verifier.authorize(auth, claim('tenant', 'acme'))).resolves.toBeUndefined()
  })

  it('that breaks is no fault of the client', async () => {
    const broken = z.object({ sub: z.string().transform(() => expect.unreachable('broken')) })
    const verifier = world.verifier({ claims: broken })
    const outcome = verifier.verifyToken(await world.provider.token())
    await expect(outcome).rejects.toThrow('broken')
    await expect(outcome).rejects.not.toHaveProperty('status')
  })
})

describe('the clock', () => {
  it('is asked at each token', async () => {
    const { clock, provider } = world
    const verifier = world.verifier()
    const token = await provider.token()
    clock.advance(304.9)
    await expect(verifier.verifyToken(token)).resolves.toBeDefined()
    clock.advance(0.1)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_expired')
    clock.advance(-305)
  })

  it.each([
    () => 1_800_000_000,
    () => 0,
    () => Number.NaN,
    () => '1800000000000',
    () => new Date(),
  ])('has to return milliseconds: %s does not', (clock) => {
    const make = (): unknown => world.verifier({ clock: clock as () => number })
    expect(make).toThrow('"clock" must return milliseconds since the epoch')
  })

  it('that breaks later lets no token pass', async () => {
    let time = world.clock()
    const verifier = world.verifier({ clock: () => time, keys: staticKeys() })
    const token = await world.provider.token()
    await expect(verifier.verifyToken(token)).resolves.toBeDefined()
    for (const broken of [Number.NaN, Infinity, -Infinity]) {
      time = broken
      await expect(verifier.verifyToken(token)).rejects.toMatchObject({ status: 503 })
    }
  })
})

describe('a verifier', () => {
  it('is frozen, and does nothing before it is asked', () => {
    const before = world.provider.requestCount()
    const verifier = world.verifier()
    expect(Object.isFrozen(verifier)).toBe(true)
    expect(world.provider.requestCount()).toBe(before)
    expect(verifier.health()).toEqual({
      issuers: [expect.objectContaining({ issuer: world.provider.issuer, state: 'empty' })],
    })
  })

  it('needs no network where keys are given', async () => {
    const network = vi.fn<typeof fetch>(fetch)
    const verifier = world.verifier({ keys: staticKeys(), fetch: network })
    await verifier.ready()
    await verifier.verifyToken(await world.provider.token())
    expect(network).not.toHaveBeenCalled()
    expect(verifier.health().issuers[0]?.state).toBe('static')
  })

  it.each<[string, Partial<VerifierOptions>, string]>([
    ['the longest token', { limits: { tokenBytes: 100 } }, 'token_too_large'],
    ['the algorithms', { algorithms: ['Ed25519'] }, 'unsupported_algorithm'],
    ['required claims', { requiredClaims: ['tenant'] }, 'missing_claim'],
    ['the audience', { audience: 'urn:other' }, 'wrong_audience'],
  ])('minds what its options say of %s', async (_, options, expected) => {
    const outcome = world.verifier(options).verifyToken(await world.provider.token())
    expect((await refusalOf(outcome)).reason).toBe(expected)
  })

  it('refuses what is no token at all with an AuthError', async () => {
    const verifier = world.verifier()
    for (const value of [undefined, null, 5, {}, ['a.b.c']]) {
      const error = await refusalOf(verifier.verifyToken(value as string))
      expect(error).toMatchObject({ status: 401, reason: 'malformed_token' })
    }
  })
})
