import type { IncomingHttpHeaders } from 'node:http'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { JWTPayload } from 'jose'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { authenticateRequest, authenticationOf } from '../src/adapter.js'
import {
  claim,
  ConfigError,
  createVerifier,
  scopes,
  type Authentication,
  type AuthenticationOf,
  type AuthError,
  type ClaimsOf,
  type ClaimsSchema,
  type ErrorCode,
  type Policy,
  type Reason,
  type TokenRequest,
  type Verifier,
  type VerifierOptions,
} from '../src/index.js'

const issuer = 'https://id.example'
const audience = 'https://rs.example'

describe('the claims of an Authentication', () => {
  it('are those of a JWT without a schema', () => {
    const verifier = createVerifier({ issuer, audience })
    expectTypeOf(verifier).toEqualTypeOf<Verifier>()
    expectTypeOf<AuthenticationOf<typeof verifier>>().toEqualTypeOf<Authentication>()
    expectTypeOf<Authentication['claims']>().toEqualTypeOf<JWTPayload>()
    expectTypeOf<ReturnType<typeof verifier.verifyToken>>().resolves.toEqualTypeOf<Authentication>()
  })

  it('are what a schema of zod returns, and not what it takes', () => {
    const claims = z.object({
      tenant: z.string(),
      age: z.string().transform(Number),
      plan: z.string().optional(),
    })
    const verifier = createVerifier({ issuer, audience, claims })
    type Claims = { tenant: string; age: number; plan?: string | undefined }
    expectTypeOf<AuthenticationOf<typeof verifier>['claims']>().toEqualTypeOf<Claims>()
    expectTypeOf<ReturnType<typeof verifier.verifyRequest>>().resolves.toEqualTypeOf<
      Authentication<Claims>
    >()
  })

  it('are what a schema of valibot returns', () => {
    const claims = v.object({ tenant: v.string(), roles: v.optional(v.array(v.string()), []) })
    const verifier = createVerifier({ issuer, audience, claims })
    type Claims = { tenant: string; roles: string[] }
    expectTypeOf<AuthenticationOf<typeof verifier>['claims']>().toEqualTypeOf<Claims>()
  })

  it('are what any Standard Schema returns, with no package of theirs among ours', () => {
    type Standard = StandardSchemaV1<unknown, { tenant: string }>
    expectTypeOf<Standard>().toExtend<ClaimsSchema>()
    expectTypeOf<ClaimsOf<Standard>>().toEqualTypeOf<{ tenant: string }>()
  })

  it('reach an adapter', () => {
    const verifier = createVerifier({ issuer, audience, claims: z.object({ tenant: z.string() }) })
    type Known = Authentication<{ tenant: string }>
    const authenticate = () => authenticateRequest(verifier, {} as TokenRequest)
    expectTypeOf(authenticate).returns.resolves.toHaveProperty('auth')
    const required = () => authenticationOf(undefined, verifier)
    const optional = () => authenticationOf(undefined, verifier, { optional: true })
    expectTypeOf(required).returns.toEqualTypeOf<Known>()
    expectTypeOf(optional).returns.toEqualTypeOf<Known | undefined>()
    expect(required).toThrow(ConfigError)
  })

  it('are no others than the schema knows', () => {
    type Claims = Authentication<{ tenant: string }>['claims']
    expectTypeOf<Claims>().not.toHaveProperty('sub')
    // @ts-expect-error a misspelt claim is found
    expectTypeOf<Claims>().toHaveProperty('tennant')
  })
})

/** Each does not compile, and is refused where a caller without types makes it. */
const wrongOptions: readonly (() => unknown)[] = [
  // @ts-expect-error an audience is required
  () => createVerifier({ issuer }),
  // @ts-expect-error an issuer is required
  () => createVerifier({ audience }),
  // @ts-expect-error an issuer of a list is named
  () => createVerifier({ issuer: [{ audience }], audience }),
  // @ts-expect-error it is `issuer`
  () => createVerifier({ issuer, audience, issuers: [issuer] }),
  // @ts-expect-error it is `header`
  () => createVerifier({ issuer, audience, sources: { headers: true } }),
  // @ts-expect-error it is `jwksKeys`
  () => createVerifier({ issuer, audience, limits: { keys: 5 } }),
  // @ts-expect-error an issuer has no clock of its own
  () => createVerifier({ issuer: { issuer, clock: Date.now }, audience }),
  // @ts-expect-error symmetric
  () => createVerifier({ issuer, audience, algorithms: ['HS256'] }),
  // @ts-expect-error no signature
  () => createVerifier({ issuer, audience, algorithms: ['none'] }),
  // @ts-expect-error ID tokens are no access tokens
  () => createVerifier({ issuer, audience, tokenType: 'id_token' }),
  // @ts-expect-error allow, require or refuse
  () => createVerifier({ issuer, audience, dpop: 'optional' }),
  // @ts-expect-error it is `maxAge`
  () => createVerifier({ issuer, audience, dpop: { window: 60 } }),
  // @ts-expect-error a number alone does not say of what
  () => createVerifier({ issuer, audience, cache: 5 }),
  // @ts-expect-error the header is always read
  () => createVerifier({ issuer, audience, sources: { header: false } }),
  // @ts-expect-error tls or any
  () => createVerifier({ issuer, audience, transport: 'http' }),
  // @ts-expect-error seconds
  () => createVerifier({ issuer, audience, clockTolerance: '5' }),
  // @ts-expect-error a string would be taken for static keys
  () => createVerifier({ issuer, audience, keys: 'https://id.example/jwks' }),
  // @ts-expect-error no schema
  () => createVerifier({ issuer, audience, claims: { tenant: 'string' } }),
]

it.each(wrongOptions)('refuses options that do not compile: %s', (make) => {
  expect(make).toThrow(ConfigError)
})

describe('policies', () => {
  it('are values of one type', () => {
    expectTypeOf(scopes('a')).toEqualTypeOf<Policy>()
    expectTypeOf<Verifier['authorize']>().parameter(1).toEqualTypeOf<Policy>()
  })

  it('do not compile where they would not work', () => {
    // @ts-expect-error one by one
    expect(() => scopes(['a', 'b'])).toThrow(ConfigError)
    // @ts-expect-error a function that answers at once
    expectTypeOf(claim).toBeCallableWith('tenant', async () => true)
    // @ts-expect-error no list
    expect(() => claim('tenant', ['acme'])).toThrow(ConfigError)
  })

  it('check any Authentication, whatever its claims', () => {
    type Known = Authentication<{ tenant: string }>
    expectTypeOf<Known>().toExtend<Parameters<Verifier['authorize']>[0]>()
  })
})

describe('what is exported', () => {
  it('is read-only', () => {
    expectTypeOf<Authentication['scopes']>().toEqualTypeOf<ReadonlySet<string>>()
    expectTypeOf<Authentication['scopes']>().not.toHaveProperty('add')
    expectTypeOf<AuthError['headers']>().toEqualTypeOf<Readonly<Record<string, string>>>()
  })

  it('can be switched over', () => {
    expectTypeOf<'invalid_token'>().toExtend<ErrorCode>()
    expectTypeOf<AuthError['reason']>().toEqualTypeOf<Reason>()
    expectTypeOf<'dependency_unavailable' | 'token_expired'>().toExtend<Reason>()
    expectTypeOf<'expired'>().not.toExtend<Reason>()
  })

  it('takes the request of Node as it is', () => {
    expectTypeOf<IncomingHttpHeaders>().toExtend<TokenRequest['headers']>()
  })

  it('takes options that were put together elsewhere', () => {
    const options: VerifierOptions = { issuer, audience: [audience, 'urn:b'], clock: Date.now }
    expect(createVerifier(options).health().issuers).toHaveLength(1)
  })
})
