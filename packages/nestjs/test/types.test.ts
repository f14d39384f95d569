import { createVerifier, type Authentication, type AuthenticationOf } from '@countersign/core'
import { Controller, Get, Module } from '@nestjs/common'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { Auth, authOf, AuthModule, type AuthException } from '../src/index.js'

const claims = z.object({ sub: z.string(), tenant: z.string() })
const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})
type Found = Authentication<z.infer<typeof claims>>

it('infers the claims from the schema', () => {
  @Controller()
  class Routes {
    @Get()
    get(@Auth() auth: AuthenticationOf<typeof verifier>): string {
      expectTypeOf(auth).toEqualTypeOf<Found>()
      // @ts-expect-error The schema has no such claim.
      expectTypeOf(auth.claims.tennant).toBeNever()
      return auth.claims.tenant
    }
  }
  expectTypeOf(authOf<z.infer<typeof claims>>).returns.toEqualTypeOf<Found | undefined>()
  expectTypeOf(Routes).toBeConstructibleWith()
})

it('takes a verifier of any claims', () => {
  const options = { verifier, global: true }
  @Module({ imports: [AuthModule.forRoot(options)] })
  class TestModule {}
  expectTypeOf(TestModule).toBeConstructibleWith()
  AuthModule.forRootAsync({ useFactory: () => ({ verifier }) })
  // @ts-expect-error There is no module without a verifier.
  expectTypeOf(AuthModule.forRoot).toBeCallableWith({ global: true })
})

it('types the cause of the exception', () => {
  expectTypeOf<AuthException['cause']['reason']>().toExtend<string>()
})
