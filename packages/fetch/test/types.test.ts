import { createVerifier, type Authentication } from '@countersign/core'
import { Hono } from 'hono'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import * as hono from '../src/hono/index.js'
import { authenticate, authOf, type AuthenticatedRequest, withAuth } from '../src/index.js'

const claims = z.object({ sub: z.string(), tenant: z.string() })
const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})
type Claims = z.infer<typeof claims>
type Found = Authentication<Claims>

class OwnRequest extends Request {
  readonly own = true
}

it('types what authenticate resolves to, and what authOf returns', () => {
  expectTypeOf(authenticate(verifier)).returns.resolves.toEqualTypeOf<Found>()
  expectTypeOf(authenticate(verifier, { optional: true })).returns.resolves.toEqualTypeOf<
    Found | undefined
  >()
  const read = (request: Request): void => {
    expectTypeOf(authOf(verifier, request)).toEqualTypeOf<Found>()
    expectTypeOf(authOf(verifier, request, { optional: true })).toEqualTypeOf<Found | undefined>()
    // @ts-expect-error The schema has no such claim.
    expectTypeOf(authOf(verifier, request).claims.tennant).toBeNever()
  }
  expectTypeOf(read).toBeFunction()
})

it('types request.auth in withAuth, and leaves the rest to the framework', () => {
  const plain = withAuth(verifier, (request) => {
    expectTypeOf(request.auth).toEqualTypeOf<Found>()
    return new Response()
  })
  expectTypeOf(plain).toEqualTypeOf<(request: Request) => Promise<Response>>()
  const optional = withAuth(
    verifier,
    (request) => {
      expectTypeOf(request.auth).toEqualTypeOf<Found | undefined>()
      return new Response()
    },
    { optional: true },
  )
  expectTypeOf(optional).toBeFunction()
  const routed = withAuth(
    verifier,
    async (request: AuthenticatedRequest<Claims, OwnRequest>, context: { id: string }) => {
      expectTypeOf(request.own).toBeBoolean()
      expectTypeOf(request.auth).toEqualTypeOf<Found>()
      return new Response(context.id)
    },
  )
  expectTypeOf(routed).toEqualTypeOf<
    (request: OwnRequest, context: { id: string }) => Promise<Response>
  >()
})

it('fits the types of Hono', () => {
  const app = new Hono<{ Variables: hono.AuthVariables<typeof verifier> }>()
  app.use(hono.resourceMetadata(verifier), hono.authenticate(verifier))
  app.get('/orders/:id', hono.requireScopes('read'), (c) => {
    expectTypeOf(c.req.param('id')).toEqualTypeOf<string>()
    expectTypeOf(c.var.auth).toEqualTypeOf<Found>()
    expectTypeOf(hono.authOf(verifier, c)).toEqualTypeOf<Found>()
    return c.text(c.get('auth').claims.tenant)
  })
  const bare = new Hono()
  bare.use('/x/*', hono.authenticate(verifier, { optional: true }))
  bare.get('/', (c) => c.text(hono.authOf(verifier, c).claims.tenant))
})

it('adds nothing to the context of everyone', () => {
  new Hono().get('/', (c) => {
    // @ts-expect-error Only where `AuthVariables` says so.
    expectTypeOf(c.var.auth).toBeAny()
    return c.text('in')
  })
})
