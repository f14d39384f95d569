import { createVerifier, type Authentication } from '@countersign/core'
import { Router } from '@koa/router'
import Koa from 'koa'
import Koa2 from 'koa-2'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { authenticate, authOf, requireScopes, type AuthState } from '../src/index.js'

const claims = z.object({ sub: z.string(), tenant: z.string() })
const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})
type Found = Authentication<z.infer<typeof claims>>

it('types ctx.state.auth behind the middleware', () => {
  new Koa<object>()
    .use(authenticate(verifier))
    .use(requireScopes('read'))
    .use((ctx) => {
      expectTypeOf(ctx.state.auth).toEqualTypeOf<Found>()
      // @ts-expect-error The schema has no such claim.
      expectTypeOf(ctx.state.auth.claims.tennant).toBeNever()
    })
  new Koa<object>().use(authenticate(verifier, { optional: true })).use((ctx) => {
    expectTypeOf(ctx.state.auth).toEqualTypeOf<Found | undefined>()
  })
})

it('types it in the default state of Koa and in a router, too', () => {
  new Koa().use(authenticate(verifier)).use((ctx) => {
    expectTypeOf(ctx.state.auth).toEqualTypeOf<Found>()
  })
  const router = new Router<AuthState<typeof verifier>>()
  router.use(authenticate(verifier))
  router.get('/orders/:id', requireScopes('read'), (ctx) => {
    expectTypeOf(ctx.state.auth).toEqualTypeOf<Found>()
  })
  new Koa().use(router.routes())
})

it('types what authOf returns', () => {
  new Koa().use((ctx) => {
    expectTypeOf(authOf(verifier, ctx)).toEqualTypeOf<Found>()
    expectTypeOf(authOf(verifier, ctx).claims.tenant).toEqualTypeOf<string>()
    expectTypeOf(authOf(verifier, ctx, { optional: true })).toEqualTypeOf<Found | undefined>()
  })
})

it('adds nothing to the state of everyone', () => {
  new Koa<object>().use((ctx) => {
    // @ts-expect-error Only behind `authenticate`.
    expectTypeOf(ctx.state.auth).toBeAny()
  })
})

it('fits the types of Koa 2', () => {
  new Koa2().use(authenticate(verifier)).use((ctx) => {
    expectTypeOf(authOf(verifier, ctx)).toEqualTypeOf<Found>()
  })
})
