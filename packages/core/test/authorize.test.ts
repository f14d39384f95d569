import { parseChallenges } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acr,
  allOf,
  anyOf,
  authenticatedWithin,
  authorizationDetails,
  check,
  claim,
  scopes,
  type Authentication,
  type AuthError,
  type Policy,
} from '../src/index.js'
import { refusalOf } from './support/outcome.js'
import { createWorld, type World } from './support/world.js'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

/** The refusal of a policy for a token with these claims. */
async function denial(policy: Policy, claims: Record<string, unknown> = {}): Promise<AuthError> {
  const verifier = world.verifier()
  const auth = await verifier.verifyToken(await world.provider.token(claims))
  return refusalOf(verifier.authorize(auth, policy))
}

/** The parameters of its challenge, without the realm and the description. */
function demandOf({ headers }: AuthError): Readonly<Record<string, string>> {
  const [challenge] = parseChallenges(headers['WWW-Authenticate'] ?? '')
  const { realm: _, error_description: __, ...demand } = challenge?.params ?? {}
  return demand
}

describe('a denial', () => {
  it('for scopes is 403 and names them', async () => {
    const error = await denial(scopes('read', 'write'))
    expect(error).toMatchObject({ status: 403, reason: 'insufficient_scope' })
    expect(demandOf(error)).toEqual({ error: 'insufficient_scope', scope: 'read write' })
  })

  it('that nothing would lift is 403 and names nothing', async () => {
    for (const policy of [claim('tenant', 'acme'), check(() => false)]) {
      const error = await denial(policy)
      expect(error).toMatchObject({ status: 403, reason: 'policy_denied' })
      expect(demandOf(error)).toEqual({ error: 'insufficient_scope' })
    }
  })

  it('for the authentication is 401, and comes before scopes', async () => {
    const policy = allOf(scopes('write'), acr('urn:phr', 'urn:mfa'), authenticatedWithin(300))
    const error = await denial(policy)
    expect(error).toMatchObject({ status: 401, reason: 'step_up_required' })
    expect(demandOf(error)).toEqual({
      error: 'insufficient_user_authentication',
      acr_values: 'urn:phr urn:mfa',
      max_age: '300',
      scope: 'write',
    })
  })

  it('names what is missing, and not what is there', async () => {
    const policy = allOf(scopes('read'), acr('urn:mfa'), authenticatedWithin(300))
    const error = await denial(policy, { acr: 'urn:mfa' })
    expect(demandOf(error)).toEqual({
      error: 'insufficient_user_authentication',
      max_age: '300',
    })
  })

  it('of one of several ways names them all', async () => {
    const error = await denial(anyOf(scopes('admin'), scopes('support')))
    expect(demandOf(error)).toEqual({ error: 'insufficient_scope', scope: 'admin support' })
  })
})

describe('authorize', () => {
  it('resolves to nothing where the policy grants', async () => {
    const verifier = world.verifier()
    const auth = await verifier.verifyToken(await world.provider.token())
    await expect(verifier.authorize(auth, scopes('read'))).resolves.toBeUndefined()
  })

  it('lives in the time of the verifier', async () => {
    const { clock, provider } = world
    const verifier = world.verifier({ clockTolerance: 0 })
    const auth = await verifier.verifyToken(await provider.token({ auth_time: clock.now() }))
    const recent = authenticatedWithin(60)
    clock.advance(60)
    await expect(verifier.authorize(auth, recent)).resolves.toBeUndefined()
    clock.advance(1)
    expect((await refusalOf(verifier.authorize(auth, recent))).reason).toBe('step_up_required')
    clock.advance(-61)
  })

  it('forgives as much time as the verifier does', async () => {
    const { clock, provider } = world
    const verifier = world.verifier({ clockTolerance: 30 })
    const auth = await verifier.verifyToken(await provider.token({ auth_time: clock.now() - 90 }))
    await expect(verifier.authorize(auth, authenticatedWithin(60))).resolves.toBeUndefined()
    const refusal = await refusalOf(verifier.authorize(auth, authenticatedWithin(59)))
    expect(refusal.status).toBe(401)
  })

  it.each([
    ['an audience', 'https://rs.example', undefined],
    ['the resource', 'https://rs.example/api', undefined],
    ['another resource', 'https://other.example', 'policy_denied'],
  ])('knows whether a location is this one: %s', async (_, location, expected) => {
    const verifier = world.verifier({ resource: { resource: 'https://rs.example/api' } })
    const details = [{ type: 'account', locations: [location] }]
    const token = await world.provider.token({ authorization_details: details })
    const auth = await verifier.verifyToken(token)
    const outcome = verifier.authorize(auth, authorizationDetails({ type: 'account' }))
    const reason = await outcome.then(
      () => undefined,
      (error: AuthError) => error.reason,
    )
    expect(reason).toBe(expected)
  })

  it('takes locations of the audiences that the issuer of the token uses', async () => {
    const { issuer } = world.provider
    const verifier = world.verifier({ issuer: { issuer, audience: 'urn:own' } })
    const details = [{ type: 'account', locations: ['https://rs.example'] }]
    const claims = { aud: 'urn:own', authorization_details: details }
    const auth = await verifier.verifyToken(await world.provider.token(claims))
    const outcome = verifier.authorize(auth, authorizationDetails({ type: 'account' }))
    expect((await refusalOf(outcome)).reason).toBe('policy_denied')
  })

  it.each([undefined, null, 'admin', {}, scopes])('lets nobody pass by %o', async (policy) => {
    const verifier = world.verifier()
    const auth = await verifier.verifyToken(await world.provider.token())
    await expect(verifier.authorize(auth, policy as Policy)).rejects.toMatchObject({
      name: 'ConfigError',
      option: 'authorize',
    })
  })

  it('lets nobody pass by a copy, which could say anything', async () => {
    const verifier = world.verifier()
    const auth = await verifier.verifyToken(await world.provider.token())
    const copy = { ...auth, scopes: new Set(['admin']) } as Authentication
    await expect(verifier.authorize(copy, scopes('admin'))).rejects.toMatchObject({
      name: 'ConfigError',
      option: 'auth',
    })
  })

  it('passes on what a policy throws', async () => {
    const verifier = world.verifier()
    const auth = await verifier.verifyToken(await world.provider.token())
    const broken = check(() => expect.unreachable('the database is away'))
    await expect(verifier.authorize(auth, broken)).rejects.toThrow('the database is away')
  })
})
