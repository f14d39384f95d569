import { createTestAuthentication, type TestAuthentication } from '@countersign/testing'
import type { JWTPayload } from 'jose'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { authenticationOf, type AuthContext } from '../../src/adapter.js'
import {
  allOf,
  authorizationDetails,
  claim,
  createVerifier,
  role,
  scopes,
  userOnly,
  type Authentication,
} from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { responseHeadersFor } from '../../src/response-headers.js'
import { tokenRequest } from '../support/token-request.js'

const verifier = createVerifier({ issuer: 'https://id.example', audience: 'https://rs.example' })

describe('a test Authentication', () => {
  it('is one, to the compiler', () => {
    expectTypeOf<TestAuthentication>().toExtend<Authentication>()
    expectTypeOf<keyof TestAuthentication>().toEqualTypeOf<keyof Authentication>()
    const schema = z.object({ tenant: z.string(), since: z.date() })
    const auth = createTestAuthentication({ claims: { tenant: 'acme', since: new Date(0) } })
    expectTypeOf(auth).toExtend<Authentication<z.infer<typeof schema>>>()
    expectTypeOf(auth.claims.tenant).toEqualTypeOf<string>()
    expectTypeOf(createTestAuthentication().claims).toExtend<JWTPayload>()
    // @ts-expect-error It has no such claim.
    expectTypeOf(auth).toExtend<Authentication<{ tennant: string }>>()
    // @ts-expect-error Nothing of the kind is said of a caller.
    expect(() => createTestAuthentication({ user: 'alice' })).toThrow(TypeError)
  })

  it('is taken by policies, which are about its claims', async () => {
    const policy = allOf(scopes('read'), role('admin'), claim('tenant', 'acme'), userOnly())
    const claims = { roles: ['admin'], tenant: 'acme' }
    const auth = createTestAuthentication({ scopes: ['read'], claims })
    await expect(verifier.authorize(auth, policy)).resolves.toBeUndefined()
    const other = createTestAuthentication({ scopes: ['read'], claims: { ...claims, tenant: 'x' } })
    expect((await refusalOf(verifier.authorize(other, policy))).status).toBe(403)
    const unscoped = createTestAuthentication({ claims })
    expect((await refusalOf(verifier.authorize(unscoped, policy))).reason).toBe(
      'insufficient_scope',
    )
  })

  it('is for the audience that it names', async () => {
    const detail = { type: 'payment', locations: ['https://own.example'] }
    const claims = { authorization_details: [detail] }
    const policy = authorizationDetails({ type: 'payment' })
    const own = createTestAuthentication({ claims, audience: 'https://own.example' })
    await expect(verifier.authorize(own, policy)).resolves.toBeUndefined()
    const other = createTestAuthentication({ claims })
    expect((await refusalOf(verifier.authorize(other, policy))).status).toBe(403)
  })

  it('is taken by what adapters do with one', () => {
    const auth: Authentication = createTestAuthentication()
    const request = tokenRequest()
    const responseHeaders = responseHeadersFor(request, auth)
    const context: AuthContext = { verifier, request, auth, refusal: undefined, responseHeaders }
    expect(authenticationOf(context, verifier)).toBe(auth)
  })
})
