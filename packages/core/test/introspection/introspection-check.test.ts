import {
  createProofKey,
  createTestIdentityProvider,
  proof,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IssuerOptions, Reason, Verifier, VerifierOptions } from '../../src/index.js'
import { introspecting, introspectingByKey, questions } from '../support/introspecting.js'
import { refusalOf } from '../support/outcome.js'
import { tokenRequest } from '../support/token-request.js'
import { AUDIENCE, createWorld, type World } from '../support/world.js'

let world: World
let other: TestIdentityProvider
beforeAll(async () => {
  world = await createWorld()
  const { clock } = world
  other = await createTestIdentityProvider({ clock, audience: AUDIENCE, algorithms: ['ES256'] })
})
afterAll(async () => {
  await world.close()
  await other.close()
})

function asking(options: Partial<VerifierOptions> = {}): Verifier {
  return world.verifier({
    introspection: introspecting(world.provider, { for: 'jwt' }),
    ...options,
  })
}

async function reasonOf(verifier: Verifier, token: string): Promise<Reason> {
  return (await refusalOf(verifier.verifyToken(token))).reason
}

describe('a JWT that is introspected', () => {
  it('is asked about once while the answer is kept, and refused once it is not active', async () => {
    const { provider, clock } = world
    const verifier = asking()
    const token = await provider.token()
    const before = questions(provider)
    for (let use = 0; use < 4; use++) {
      expect((await verifier.verifyToken(token)).kind).toBe('jwt')
    }
    expect(questions(provider) - before).toBe(1)
    provider.introspection.revoke(token)
    clock.advance(60)
    expect(await reasonOf(verifier, token)).toBe('inactive_token')
  })

  it('is asked about last: of what is refused anyway, nobody hears', async () => {
    const { provider } = world
    const before = questions(provider)
    const revocation = { isRevoked: () => true, revoke: () => undefined }
    expect(await reasonOf(asking({ revocation }), await provider.token())).toBe('revoked_token')
    const { thumbprint } = await createProofKey()
    const bound = await provider.token({ cnf: { jkt: thumbprint } })
    expect(await reasonOf(asking(), bound)).toBe('unsupported_binding')
    expect(await reasonOf(asking(), await provider.token({ exp: 1 }))).toBe('token_expired')
    expect(questions(provider)).toBe(before)
  })

  it('is a 503 where the endpoint is of no use', async () => {
    const { provider } = world
    provider.fault('introspection', 'html')
    expect(await reasonOf(asking(), await provider.token())).toBe('dependency_unavailable')
    provider.fault('introspection', undefined)
  })

  const answers: readonly (readonly [Record<string, unknown>, Reason | undefined])[] = [
    [{}, undefined],
    [{ aud: [AUDIENCE, 'urn:other'] }, undefined],
    [{ token_type: 'Bearer' }, undefined],
    [{ scope: 'more', username: 'alice' }, undefined],
    [{ sub: 'u1', client_id: 'c1', jti: 'j1' }, undefined],
    [{ iss: 'https://other.example' }, 'contradicted_token'],
    [{ iss: null }, 'contradicted_token'],
    [{ sub: 'u2' }, 'contradicted_token'],
    [{ sub: null }, 'contradicted_token'],
    [{ client_id: 'c2' }, 'contradicted_token'],
    [{ aud: 'urn:other' }, 'contradicted_token'],
    [{ aud: [] }, 'contradicted_token'],
    [{ aud: null }, 'contradicted_token'],
    [{ exp: 1 }, 'contradicted_token'],
    [{ jti: 'j2' }, 'contradicted_token'],
    [{ cnf: { jkt: 'A'.repeat(43) } }, 'contradicted_token'],
    [{ cnf: {} }, 'contradicted_token'],
    [{ token_type: 'refresh_token' }, 'wrong_token_type'],
    [{ token_type: 'DPoP' }, 'unsupported_binding'],
  ]

  it.each(answers)('may be told %j of, and then: %s', async (told, reason) => {
    const { provider } = world
    const token = await provider.token({ jti: 'j1' })
    provider.introspection.answer(token, { active: true, ...told })
    const outcome = await asking()
      .verifyToken(token)
      .then(
        () => undefined,
        (error: { reason: Reason }) => error.reason,
      )
    expect(outcome).toBe(reason)
  })

  it('has the same binding where the answer repeats it, and not the binding of the answer', async () => {
    const { provider, clock } = world
    const [holder, stranger] = [await createProofKey(), await createProofKey()]
    const cnf = { jkt: holder.thumbprint }
    const url = 'https://rs.example/orders'
    const told: readonly (readonly [unknown, Reason | undefined])[] = [
      [undefined, undefined],
      [cnf, undefined],
      [{ jkt: stranger.thumbprint }, 'contradicted_token'],
      [{ ...cnf, 'x5t#S256': 'A'.repeat(43) }, 'contradicted_token'],
      [null, 'contradicted_token'],
    ]
    const verifier = asking()
    for (const [answer, reason] of told) {
      const token = await provider.token({ cnf })
      provider.introspection.answer(token, { active: true, cnf: answer })
      const headers = {
        authorization: `DPoP ${token}`,
        dpop: proof(holder, { url, token, clock }),
      }
      const outcome = await verifier.verifyRequest(tokenRequest({ headers })).then(
        () => undefined,
        (error: { reason: Reason }) => error.reason,
      )
      expect(outcome).toBe(reason)
    }
  })
})

describe('several issuers', () => {
  it('are each asked about their own JWTs', async () => {
    const { provider } = world
    const issuer = [
      { issuer: provider.issuer, introspection: introspecting(provider, { for: 'all' }) },
      { issuer: other.issuer, introspection: introspectingByKey(other, { for: 'jwt' }) },
    ]
    const verifier = world.verifier({ issuer })
    const counts = (): number[] => [questions(provider), questions(other)]
    const [first = 0, second = 0] = counts()
    await verifier.verifyToken(await provider.token())
    expect(counts()).toEqual([first + 1, second])
    await verifier.verifyToken(await other.token())
    expect(counts()).toEqual([first + 1, second + 1])
    await verifier.verifyToken(provider.introspection.issue())
    expect(counts()).toEqual([first + 2, second + 1])
  })

  it('need not all be asked', async () => {
    const { provider } = world
    const introspection = introspecting(provider, { for: 'jwt' })
    const issuer = [{ issuer: provider.issuer, introspection }, other.issuer]
    const verifier = world.verifier({ issuer })
    const token = await other.token()
    other.introspection.revoke(token)
    await expect(verifier.verifyToken(token)).resolves.toBeDefined()
  })
})

describe('what a trusted-issuer function gives', () => {
  it('is asked by the options of each token, and its answers are kept while those are the same', async () => {
    const { provider } = world
    let given: Partial<IssuerOptions> = {}
    const verifier = world.verifier({ issuer: (issuer) => ({ issuer, ...given }) })
    const token = await provider.token()
    const before = questions(provider)
    const asked = async (): Promise<number> => {
      await verifier.verifyToken(token)
      return questions(provider) - before
    }
    expect(await asked()).toBe(0)
    given = { introspection: introspectingByKey(provider, { for: 'jwt' }) }
    expect(await asked()).toBe(1)
    given = { introspection: structuredClone(introspectingByKey(provider, { for: 'jwt' })) }
    expect(await asked()).toBe(1)
    given = { introspection: introspecting(provider, { for: 'all' }) }
    expect(await asked()).toBe(2)
  })

  it.each([{ for: 'opaque' }, { for: undefined }, { clientSecret: '' }])(
    'is a 503 where it could not be used: %j',
    async (changes) => {
      const introspection = introspecting(world.provider, changes as never)
      const verifier = world.verifier({ issuer: (issuer) => ({ issuer, introspection }) })
      const error = await refusalOf(verifier.verifyToken(await world.provider.token()))
      expect(error.status).toBe(503)
      expect((error.cause as { option?: string }).option).toMatch(/^issuer\(\)\.introspection\./)
    },
  )

  it('shares the endpoint of the verifier where it says nothing', async () => {
    const { provider } = world
    const introspection = introspecting(provider, { for: 'all' })
    const verifier = world.verifier({ issuer: (issuer) => ({ issuer }), introspection })
    const before = questions(provider)
    await verifier.verifyToken(await provider.token())
    await verifier.verifyToken(provider.introspection.issue())
    expect(questions(provider) - before).toBe(2)
  })
})
