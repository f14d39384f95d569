import { authenticatedFetch, createProofKey, type TestIdentity } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  CHANNELS,
  createVerifier,
  scopes,
  tlsCertificate,
  type Authentication,
  type Verifier,
  type VerifiedMessage,
  type VerifierOptions,
} from '../../src/index.js'
import { recordChannel } from '../support/recorded-channel.js'
import { refusalOf } from '../support/outcome.js'
import { tokenRequest } from '../support/token-request.js'
import { AUDIENCE, createWorld, type World } from '../support/world.js'

let world: World

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

/** What a verifier says of a request that was started as somebody. */
async function authenticateAs(
  identity: TestIdentity,
  options: Partial<VerifierOptions> = {},
  request: Parameters<typeof tokenRequest>[0] = {},
): Promise<Authentication> {
  return verifyAs(world.verifier(options), identity, request)
}

async function verifyAs(
  verifier: Verifier,
  identity: TestIdentity,
  request: Parameters<typeof tokenRequest>[0] = {},
): Promise<Authentication> {
  let auth: Authentication | undefined
  await authenticatedFetch(async (raw: Request) => {
    auth = await verifier.verifyRequest(tokenRequest({ raw, ...request }))
    return new Response()
  }, identity)('/orders')
  if (!auth) throw new Error('nobody was authenticated')
  return auth
}

describe('a request that a test has started as somebody', () => {
  it('has an Authentication like any other, in which the verifier decides what is left open', async () => {
    const auth = await authenticateAs({ subject: 'alice', scopes: ['orders:read'] })
    const now = world.clock.now()
    expect(auth).toMatchObject({
      scheme: 'Bearer',
      issuer: world.provider.issuer,
      subject: 'alice',
      clientId: 'c1',
      expiresAt: now + 300,
      binding: undefined,
      actor: undefined,
      kind: 'jwt',
    })
    expect([...auth.scopes]).toEqual(['orders:read'])
    expect(auth.claims).toMatchObject({ aud: AUDIENCE, scope: 'orders:read', iat: now })
    expect(Object.getPrototypeOf(auth.claims)).toBeNull()
    expect(Object.isFrozen(auth) && Object.isFrozen(auth.claims)).toBe(true)
    expect(JSON.stringify(auth)).not.toContain('token"')
  })

  it('asks nobody: neither the provider nor its keys', async () => {
    const asked = world.provider.requestCount()
    await authenticateAs({ subject: 'alice' })
    expect(world.provider.requestCount()).toBe(asked)
  })

  it('holds a token that no verifier takes', async () => {
    const { token } = await authenticateAs({})
    expect((await refusalOf(world.verifier().verifyToken(token))).reason).toBe('opaque_token')
  })

  it('is told on the channels', async () => {
    const channel = recordChannel<VerifiedMessage>(CHANNELS.verified)
    try {
      await authenticateAs({ subject: 'alice', clientId: 'app', claims: { grant_id: 'g1' } })
      expect(channel.messages).toEqual([
        expect.objectContaining({ subject: 'alice', clientId: 'app', grantId: 'g1', kind: 'jwt' }),
      ])
    } finally {
      channel.close()
    }
  })

  it('is held to policies', async () => {
    const verifier = world.verifier()
    const auth = await verifyAs(verifier, { scopes: ['orders:read'] })
    await expect(verifier.authorize(auth, scopes('orders:read'))).resolves.toBeUndefined()
    const refused = await refusalOf(verifier.authorize(auth, scopes('orders:write')))
    expect(refused.status).toBe(403)
    expect(refused.headers['WWW-Authenticate']).toContain('scope="orders:write"')
  })

  it('has an actor, a binding and the scheme that the claims say', async () => {
    const { thumbprint } = await createProofKey()
    const claims = { act: { sub: 'agent' } }
    const auth = await authenticateAs({ binding: { jkt: thumbprint }, claims })
    expect(auth).toMatchObject({ scheme: 'DPoP', binding: { jkt: thumbprint } })
    expect(auth.actor?.subject).toBe('agent')
  })

  it.each<[string, Partial<VerifierOptions>, object]>([
    ['DPoP', { dpop: 'require' }, { scheme: 'DPoP', binding: { jkt: expect.any(String) } }],
    [
      'certificates',
      { dpop: 'refuse', binding: 'require', certificate: tlsCertificate() },
      { scheme: 'Bearer', binding: { x5tS256: expect.any(String) } },
    ],
  ])('is bound to some key where a verifier wants %s', async (_what, options, expected) => {
    expect(await authenticateAs({}, options)).toMatchObject(expected)
  })

  it.each<[string, TestIdentity['scopes'], string, unknown]>([
    ['scp', ['a', 'b'], 'scp', 'a b'],
    ['permissions', ['a', 'b'], 'permissions', ['a', 'b']],
  ])(
    'has its scopes where the verifier looks for them: %s',
    async (scopeClaim, granted, name, claim) => {
      const auth = await authenticateAs({ scopes: granted ?? [] }, { scopeClaim })
      expect([...auth.scopes]).toEqual(granted)
      expect((auth.claims as Record<string, unknown>)[name]).toEqual(claim)
    },
  )

  it('comes from the issuer that it names, with the audience of that', async () => {
    const other = { issuer: 'https://other.example', audience: 'https://own.example' }
    const verifier = createVerifier({ issuer: ['https://id.example', other], audience: AUDIENCE })
    const auth = await verifyAs(verifier, { issuer: other.issuer })
    expect(auth).toMatchObject({ issuer: other.issuer, claims: { aud: other.audience } })
  })

  it('comes from an issuer that a function trusts, if it names one', async () => {
    const { issuer } = world.provider
    const trusting = { issuer: (name: string) => (name === issuer ? { issuer } : undefined) }
    expect(await authenticateAs({ issuer }, trusting)).toMatchObject({ issuer })
    await expect(authenticateAs({}, trusting)).rejects.toThrow('"issuer" has to be given')
  })

  it('has the claims that the schema returns', async () => {
    const claims = z.object({ tenant: z.string(), age: z.string().transform(Number) })
    const auth = await authenticateAs({ claims: { tenant: 'acme', age: '18' } }, { claims })
    expect(auth.claims).toEqual({ tenant: 'acme', age: 18 })
  })
})

describe('a test that names an impossible caller is told by a ConfigError', () => {
  const schema = z.object({ tenant: z.string(), address: z.object({ city: z.string() }) })
  const Bound = { binding: { jkt: 'A'.repeat(43) } }

  it.each<[string, TestIdentity, Partial<VerifierOptions>, string]>([
    [
      'by the paths of its schema',
      { claims: { address: {} } },
      { claims: schema },
      'tenant, address.city',
    ],
    ['a required claim', {}, { requiredClaims: ['tenant'] }, 'missing_claim: tenant'],
    ['a claim of the profile', { claims: { sub: undefined } }, {}, 'missing_claim: sub'],
    ['another audience', { audience: 'https://else.example' }, {}, 'wrong_audience'],
    ['that it has expired', { claims: { exp: 1 } }, {}, 'token_expired'],
    ['a malformed claim', { claims: { client_id: 7 } }, {}, 'malformed_claim: client_id'],
    ['another issuer', { issuer: 'https://evil.example' }, {}, 'not trusted'],
    [
      'scopes that a function does not find',
      { scopes: ['a'] },
      { scopeClaim: () => [] },
      '"scopes"',
    ],
    ['two sorts of scopes', { scopes: ['a'], claims: { scope: 'b' } }, {}, '"scopes"'],
    ['a scope with a space', { scopes: ['a b'] }, {}, '"scopes"'],
    ['what no JSON holds', { claims: { n: 1n } }, {}, 'JSON'],
    ['a claim of the name __proto__', { claims: JSON.parse('{"__proto__":{}}') }, {}, 'JSON'],
    ['a key where DPoP is refused', Bound, { dpop: 'refuse' }, '"binding"'],
    ['a certificate that is not read', { binding: { x5tS256: 'A'.repeat(43) } }, {}, '"binding"'],
    [
      'no key where one is required',
      { claims: { cnf: undefined } },
      { dpop: 'require' },
      '"binding"',
    ],
  ])('%s', async (_what, identity, options, message) => {
    const failing = authenticateAs(identity, options)
    await expect(failing).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(message),
    })
  })

  it.each<[string, Parameters<typeof tokenRequest>[0]]>([
    ['a token', { headers: { authorization: 'Bearer abc' } }],
    ['a password', { headers: { authorization: 'Basic YTpi' } }],
    ['nothing that can be read', { headers: { authorization: '???' } }],
    ['a token in its URL', { url: '/orders?access_token=abc' }],
    ['a proof', { headers: { dpop: 'abc' } }],
  ])('two of them, where the request carries %s', async (_what, request) => {
    await expect(authenticateAs({}, {}, request)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('carries credentials'),
    })
  })

  it('and is none where the request itself is wrong', async () => {
    const failing = authenticateAs({}, {}, { headers: { host: 'a b' } })
    expect((await refusalOf(failing)).reason).toBe('malformed_host')
  })
})
