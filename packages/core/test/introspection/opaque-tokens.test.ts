import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Reason, TrustedIssuer, Verifier, VerifierOptions } from '../../src/index.js'
import { introspecting, questions } from '../support/introspecting.js'
import { refusalOf } from '../support/outcome.js'
import { withAuthorization } from '../support/token-request.js'
import { AUDIENCE, createWorld, type World } from '../support/world.js'

let world: World
let other: TestIdentityProvider
beforeAll(async () => {
  world = await createWorld()
  const { clock } = world
  other = await createTestIdentityProvider({ clock, audience: AUDIENCE, algorithms: ['ES256'] })
})
afterEach(() => world.provider.fault('introspection', undefined))
afterAll(async () => {
  await world.close()
  await other.close()
})

/** A verifier that asks the provider of the world about opaque tokens. */
function asking(options: Partial<VerifierOptions> = {}): Verifier {
  return world.verifier({ introspection: introspecting(world.provider), ...options })
}

const issue = (claims: Record<string, unknown> = {}): string =>
  world.provider.introspection.issue(claims)

async function reasonOf(verifier: Verifier, token: string): Promise<Reason> {
  return (await refusalOf(verifier.verifyToken(token))).reason
}

describe('the Authentication of an opaque token', () => {
  it('says what the answer says', async () => {
    const { provider, clock } = world
    const token = issue({
      scope: 'read write',
      jti: 'j1',
      act: { sub: 'a1' },
      username: 'alice',
    })
    const auth = await asking().verifyToken(token)
    expect({ ...auth, scopes: [...auth.scopes] }).toMatchObject({
      scheme: 'Bearer',
      kind: 'opaque',
      issuer: provider.issuer,
      subject: 'u1',
      clientId: 'c1',
      scopes: ['read', 'write'],
      tokenId: 'j1',
      expiresAt: clock.now() + 300,
      binding: undefined,
      actor: { subject: 'a1' },
      claims: { active: true, username: 'alice' },
    })
    expect(auth.token).toBe(token)
    expect(JSON.stringify(auth)).not.toContain(token)
    expect(Object.isFrozen(auth.claims)).toBe(true)
  })

  it('needs neither a subject nor a client, nor what RFC 9068 asks of a JWT', async () => {
    const none = { sub: undefined, client_id: undefined, iat: undefined, jti: undefined }
    const auth = await asking().verifyToken(issue({ ...none, scope: undefined, iss: undefined }))
    expect(auth).toMatchObject({ subject: undefined, clientId: undefined })
    expect([...auth.scopes]).toEqual([])
  })

  it('has the claims that the schema makes of it, which is asked once while it is kept', async () => {
    let asked = 0
    const claims = z.looseObject({ tenant: z.string() }).transform(({ tenant }) => {
      asked += 1
      return { tenant: tenant.toUpperCase() }
    })
    const verifier = asking({ claims })
    const token = issue({ tenant: 'acme' })
    for (let use = 0; use < 3; use++) {
      expect((await verifier.verifyToken(token)).claims).toEqual({ tenant: 'ACME' })
    }
    expect(asked).toBe(1)
    expect(await reasonOf(verifier, issue())).toBe('claims_schema')
  })
})

describe('an active token', () => {
  const rows: readonly (readonly [Record<string, unknown>, Partial<VerifierOptions>, Reason])[] = [
    [{ tenant: undefined }, { requiredClaims: ['tenant'] }, 'missing_claim'],
    [{ iat: 1 }, { maxTokenAge: 60 }, 'token_too_old'],
    [{ iat: undefined }, { maxTokenAge: 60 }, 'missing_claim'],
    [{ sub: 5 }, {}, 'malformed_claim'],
    [{ client_id: '' }, {}, 'malformed_claim'],
    [{ jti: {} }, {}, 'malformed_claim'],
    [{ scope: ['read'] }, {}, 'malformed_claim'],
    [{ act: 'a1' }, {}, 'malformed_claim'],
    [{ authorization_details: {} }, {}, 'malformed_claim'],
    [{ cnf: {} }, {}, 'unsupported_binding'],
    [{}, { binding: 'require', dpop: 'allow' }, 'unbound_token'],
    [{ exp: undefined }, {}, 'missing_claim'],
    [{ aud: undefined }, {}, 'missing_claim'],
    [{ aud: 'urn:other' }, {}, 'wrong_audience'],
    [{ iss: 'https://other.example' }, {}, 'untrusted_issuer'],
    [{ iss: null }, {}, 'malformed_claim'],
    [{ token_type: 'refresh_token' }, {}, 'wrong_token_type'],
    [{ token_type: 'DPoP' }, {}, 'unsupported_binding'],
    [{ token_use: 'refresh' }, {}, 'id_token'],
    [{ active: 'true' }, {}, 'dependency_unavailable'],
    [{ active: false }, {}, 'inactive_token'],
  ]

  it.each(rows)('with %j, by %j, is refused: %s', async (claims, options, reason) => {
    expect(await reasonOf(asking(options), issue(claims))).toBe(reason)
  })

  it('is not what an endpoint does not introspect, whereas a JWT is a 503 then', async () => {
    const { provider } = world
    const token = issue()
    provider.introspection.answer(token, { error: 'unsupported_token_type' })
    const jwt = await provider.token()
    provider.introspection.answer(jwt, { error: 'unsupported_token_type' })
    provider.fault('introspection', { status: 400 })
    const introspection = introspecting(provider, { for: 'all' })
    const verifier = world.verifier({ introspection })
    expect(await reasonOf(verifier, token)).toBe('inactive_token')
    expect(await reasonOf(verifier, jwt)).toBe('dependency_unavailable')
  })

  it('may have its scopes where the option says', async () => {
    const auth = await asking({ scopeClaim: 'rights' }).verifyToken(issue({ rights: ['a'] }))
    expect([...auth.scopes]).toEqual(['a'])
  })
})

describe('a kept answer', () => {
  it('saves the question, and nothing else', async () => {
    const { clock, provider } = world
    const verifier = asking()
    const token = issue({ exp: clock.now() + 30 })
    const before = questions(provider)
    await verifier.verifyToken(token)
    await verifier.verifyToken(token)
    expect(questions(provider) - before).toBe(1)
    clock.advance(35)
    expect(await reasonOf(verifier, token)).toBe('token_expired')
    expect(questions(provider) - before).toBe(1)
  })

  it('becomes good once its time has come', async () => {
    const { clock } = world
    const verifier = asking()
    const token = issue({ nbf: clock.now() + 20 })
    expect(await reasonOf(verifier, token)).toBe('token_not_yet_valid')
    clock.advance(15)
    await expect(verifier.verifyToken(token)).resolves.toBeDefined()
  })

  it.each<[string, Partial<VerifierOptions>]>([
    ['verified tokens are not', { cache: false }],
    ['the option says 0', {}],
  ])('is not kept where %s', async (why, options) => {
    const seconds = why.endsWith('0') ? 0 : 60
    const introspection = introspecting(world.provider, { cache: seconds })
    const verifier = world.verifier({ introspection, ...options })
    const token = issue()
    await verifier.verifyToken(token)
    world.provider.introspection.revoke(token)
    expect(await reasonOf(verifier, token)).toBe('inactive_token')
  })

  it('about a good token is not pushed out by those about others, however many', async () => {
    const { provider } = world
    const claims = JSON.stringify({ ...provider.claims(), active: true })
    const large = claims.replace('https://rs.example', 'x'.repeat(60_000))
    let asked = 0
    const answers: typeof fetch = async (_url, init) => {
      const isGood = (init as { body: string }).body.startsWith('token=good&')
      if (isGood) asked += 1
      const headers = { 'content-type': 'application/json' }
      return new Response(isGood ? claims : large, { headers })
    }
    const verifier = asking({ fetch: answers })
    await verifier.verifyToken('good')
    for (let flood = 0; flood < 200; flood++) {
      expect(await reasonOf(verifier, `flood-${flood}`)).toBe('wrong_audience')
    }
    await verifier.verifyToken('good')
    expect(asked).toBe(1)
  })

  it('is not shared either where verified tokens are not kept', async () => {
    const claims = { ...world.provider.claims(), active: true }
    const pending: ((response: Response) => void)[] = []
    const answers: typeof fetch = () => new Promise((resolve) => pending.push(resolve))
    const verifier = asking({ fetch: answers, cache: false })
    const first = verifier.verifyToken('t')
    await expect.poll(() => pending.length).toBe(1)
    const second = refusalOf(verifier.verifyToken('t'))
    pending[0]?.(Response.json(claims))
    await first
    await expect.poll(() => pending.length).toBe(2)
    pending[1]?.(Response.json({ active: false }))
    expect((await second).reason).toBe('inactive_token')
  })

  it('is of no use once the verifier is closed', async () => {
    const verifier = asking()
    const token = issue()
    await verifier.verifyToken(token)
    verifier.close()
    expect(await reasonOf(verifier, token)).toBe('dependency_unavailable')
  })
})

describe('what is sent to the endpoint', () => {
  it.each(['', 'a b', 'a=b', '"a"', 'a,b', 'é', 'a\r\nX-Y: z', 'a\u{0}', '='])(
    'is no token outside of the grammar: %j',
    async (token) => {
      const before = questions(world.provider)
      const verifier = asking()
      expect(await reasonOf(verifier, token)).toBe('malformed_token')
      const sent = withAuthorization(`Bearer ${token}`)
      const { status } = await refusalOf(verifier.verifyRequest(sent))
      expect(status).toBe(400)
      expect(questions(world.provider)).toBe(before)
    },
  )

  it('is no token that looks like another kind', async () => {
    const before = questions(world.provider)
    const reasons: readonly (readonly [string, Reason])[] = [
      ['a.b.c', 'malformed_token'],
      ['a.b.c.d', 'malformed_token'],
      ['a.b.c.d.e', 'encrypted_token'],
      ['x'.repeat(16_385), 'token_too_large'],
      [await other.token(), 'untrusted_issuer'],
    ]
    for (const [token, reason] of reasons) expect(await reasonOf(asking(), token)).toBe(reason)
    expect(questions(world.provider)).toBe(before)
    expect(other.requestCount()).toBe(0)
  })

  it('is nothing where the option is not given, or is for JWTs', async () => {
    const before = questions(world.provider)
    expect(await reasonOf(world.verifier(), issue())).toBe('opaque_token')
    const introspection = introspecting(world.provider, { for: 'jwt' })
    expect(await reasonOf(world.verifier({ introspection }), issue())).toBe('opaque_token')
    expect(questions(world.provider)).toBe(before)
  })
})

describe('the issuer of an opaque token', () => {
  const SECOND = 'https://second.example'

  it('is one of those that use the endpoint, and is named where there are several', async () => {
    const { issuer } = world.provider
    const verifier = asking({ issuer: [issuer, { issuer: SECOND, audience: 'urn:second' }] })
    expect(await verifier.verifyToken(issue())).toMatchObject({ issuer })
    const second = { iss: SECOND, aud: 'urn:second' }
    expect(await verifier.verifyToken(issue(second))).toMatchObject({ issuer: SECOND })
    // Each has its own audience.
    expect(await reasonOf(verifier, issue({ iss: SECOND }))).toBe('wrong_audience')
    expect(await reasonOf(verifier, issue({ iss: undefined }))).toBe('missing_claim')
    expect(await reasonOf(verifier, issue({ iss: 'https://third.example' }))).toBe(
      'untrusted_issuer',
    )
  })

  it('is not another one, that the endpoint does not belong to', async () => {
    const { issuer } = world.provider
    const own = { issuer, introspection: introspecting(world.provider) }
    const elsewhere = { issuer: SECOND, introspection: introspecting(other, { for: 'jwt' }) }
    const verifier = world.verifier({ issuer: [own, elsewhere, 'https://third.example'] })
    expect(await verifier.verifyToken(issue({ iss: undefined }))).toMatchObject({ issuer })
    for (const iss of [SECOND, 'https://third.example']) {
      expect(await reasonOf(verifier, issue({ iss }))).toBe('untrusted_issuer')
    }
  })

  it('is asked for each time where a function knows the issuers', async () => {
    const { issuer } = world.provider
    let trusted = true
    const trust: TrustedIssuer = (name) => (trusted && name === issuer ? { issuer } : undefined)
    const verifier = asking({ issuer: trust })
    const token = issue()
    const before = questions(world.provider)
    await verifier.verifyToken(token)
    await verifier.verifyToken(token)
    expect(questions(world.provider) - before).toBe(1)
    trusted = false
    expect(await reasonOf(verifier, token)).toBe('untrusted_issuer')
    trusted = true
    expect(await reasonOf(verifier, issue({ iss: undefined }))).toBe('missing_claim')
  })

  it('is nobody to whom a function gives an endpoint of its own', async () => {
    const { issuer } = world.provider
    const introspection = introspecting(other, { for: 'all' })
    const verifier = asking({ issuer: () => ({ issuer, introspection }) })
    expect(await reasonOf(verifier, issue())).toBe('untrusted_issuer')
    expect(questions(other)).toBe(0)
  })
})
