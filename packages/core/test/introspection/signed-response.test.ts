import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reason, Verifier, VerifierOptions } from '../../src/index.js'
import { introspecting } from '../support/introspecting.js'
import { refusalOf } from '../support/outcome.js'
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

const contentType = 'application/token-introspection+jwt'

/** A verifier that takes signed answers of the provider of the world only. */
function asking(options: Partial<VerifierOptions> = {}): Verifier {
  const introspection = introspecting(world.provider, { response: 'jwt', for: 'all' })
  return world.verifier({ introspection, clockTolerance: 0, ...options })
}

async function reasonOf(verifier: Verifier, token: string): Promise<Reason | undefined> {
  return verifier.verifyToken(token).then(
    () => undefined,
    (error: { reason: Reason }) => error.reason,
  )
}

/** An opaque token that this signed response is given for. */
function answeredBy(body: string): string {
  const token = world.provider.introspection.issue()
  world.provider.introspection.answer(token, { body, contentType })
  return token
}

describe('a signed response', () => {
  it('says of whom the token is, where the token’s own members do not', async () => {
    const { provider } = world
    const shared = { issuer: [provider.issuer, other.issuer] }
    const { iss: _iss, ...claims } = provider.claims()
    const token = answeredBy(provider.introspection.signedResponse({ active: true, ...claims }))
    const auth = await asking(shared).verifyToken(token)
    expect(auth.issuer).toBe(provider.issuer)
  })

  it('is taken of the issuer that has signed it, and says nothing of others', async () => {
    const { provider } = world
    const active = { active: true, ...provider.claims() }
    const foreign = { ...active, iss: other.issuer }
    const verifier = asking({ issuer: [provider.issuer, other.issuer] })
    const bySelf = answeredBy(provider.introspection.signedResponse(foreign))
    expect(await reasonOf(verifier, bySelf)).toBe('untrusted_issuer')
    const key = other.keys.get('es1')
    if (!key) throw new Error('there is no key')
    const payload = { iss: other.issuer }
    const sign = (response: object): string =>
      provider.introspection.signedResponse(response as never, { key, payload })
    expect(await reasonOf(verifier, answeredBy(sign(foreign)))).toBeUndefined()
    expect(await reasonOf(verifier, answeredBy(sign(active)))).toBe('untrusted_issuer')
    // The same key, but the name of another.
    const stolen = provider.introspection.signedResponse(active, { key })
    expect(await reasonOf(verifier, answeredBy(stolen))).toBe('dependency_unavailable')

    const jwt = await provider.token()
    const claims = JSON.parse(
      Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>
    const { iss: _iss, ...rest } = claims
    provider.introspection.answer(jwt, { body: sign({ active: true, ...rest }), contentType })
    expect(await reasonOf(verifier, jwt)).toBe('contradicted_token')
  })

  it('is not taken by an algorithm that the issuer is not allowed', async () => {
    const { provider } = world
    const active = { active: true, ...provider.claims() }
    const token = (): string => answeredBy(provider.introspection.signedResponse(active))
    expect(await reasonOf(asking({ algorithms: ['ES256'] }), token())).toBeUndefined()
    expect(await reasonOf(asking({ algorithms: ['Ed25519'] }), token())).toBe(
      'dependency_unavailable',
    )
  })

  it.each<[string, object]>([
    ['for another API', { payload: { aud: 'urn:other' } }],
    ['for nobody', { payload: { aud: undefined } }],
    ['that is called an access token', { header: { typ: 'at+jwt' } }],
    ['that is called nothing', { header: { typ: undefined } }],
  ])('is not taken from one %s', async (_, changes) => {
    const { introspection, ...provider } = world.provider
    const active = { active: true, ...provider.claims() }
    const token = answeredBy(introspection.signedResponse(active, changes))
    expect(await reasonOf(asking(), token)).toBe('dependency_unavailable')
  })

  it('is a 503 where the keys cannot be had', async () => {
    const clock = world.clock
    const provider = await createTestIdentityProvider({ clock, audience: AUDIENCE })
    provider.fault('jwks', { status: 500 })
    const introspection = introspecting(provider, { response: 'jwt' })
    const verifier = world.verifier({ issuer: provider.issuer, introspection })
    const error = await refusalOf(verifier.verifyToken(provider.introspection.issue()))
    expect(error.status).toBe(503)
    expect(error.message).toMatch('keys')
    await provider.close()
  })

  it('of a JWT has to be signed as well', async () => {
    const { provider } = world
    const token = await provider.token()
    expect(await reasonOf(asking(), token)).toBeUndefined()
    const plain = await provider.token()
    const body = JSON.stringify({ active: true })
    provider.introspection.answer(plain, { body })
    expect(await reasonOf(asking(), plain)).toBe('dependency_unavailable')
  })

  it('may be late by the tolerance of clocks, and no more', async () => {
    const { provider, clock } = world
    const active = { active: true, ...provider.claims() }
    const made = (iat: number): string =>
      answeredBy(provider.introspection.signedResponse(active, { payload: { iat } }))
    const tolerant = { clockTolerance: 10 }
    expect(await reasonOf(asking(tolerant), made(clock.now() - 70))).toBeUndefined()
    expect(await reasonOf(asking(tolerant), made(clock.now() + 70))).toBeUndefined()
    expect(await reasonOf(asking(tolerant), made(clock.now() - 71))).toBe('dependency_unavailable')
    expect(await reasonOf(asking(tolerant), made(clock.now() + 71))).toBe('dependency_unavailable')
  })
})
