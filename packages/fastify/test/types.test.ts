import { createVerifier, scopes, type Authentication } from '@countersign/core'
import Fastify from 'fastify'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  authenticate,
  authOf,
  authorize,
  countersign,
  requireScopes,
  resourceMetadata,
} from '../src/index.js'

const claims = z.object({ sub: z.string(), tenant: z.string() })
const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})
type Found = Authentication<z.infer<typeof claims>>

it('types what authOf returns', () => {
  Fastify().get('/', async (request) => {
    expectTypeOf(authOf(verifier, request)).toEqualTypeOf<Found>()
    expectTypeOf(authOf(verifier, request).claims.tenant).toEqualTypeOf<string>()
    expectTypeOf(authOf(verifier, request, { optional: true })).toEqualTypeOf<Found | undefined>()
    // @ts-expect-error The schema has no such claim.
    expectTypeOf(authOf(verifier, request).claims.tennant).toBeNever()
  })
})

it('leaves the types of a route to Fastify', () => {
  const app = Fastify()
  app.addHook('onRequest', resourceMetadata(verifier))
  app.addHook('onRequest', authenticate(verifier))
  app.addHook('preValidation', authenticate(verifier, { optional: true }))
  app.addHook('preHandler', requireScopes('read'))
  void app.register(countersign, { verifier, optional: true, hook: 'preValidation' })
  app.get<{ Params: { id: string } }>(
    '/orders/:id',
    {
      onRequest: [authenticate(verifier), requireScopes('read')],
      preHandler: authorize(scopes('a')),
    },
    async (request) => {
      expectTypeOf(request.params.id).toEqualTypeOf<string>()
    },
  )
})

it('fits every kind of server', () => {
  const http2 = Fastify({ http2: true })
  http2.addHook('onRequest', authenticate(verifier))
  void http2.register(countersign, { verifier })
  http2.get('/', { preHandler: requireScopes('read') }, async (request) => {
    expectTypeOf(authOf(verifier, request)).toEqualTypeOf<Found>()
  })
  const https = Fastify({ https: {} })
  https.addHook('onRequest', authenticate(verifier))
  https.get('/', { onRequest: requireScopes('read') }, async () => 'in')
})

it('adds nothing to the request of everyone', () => {
  Fastify().get('/', async (request) => {
    // @ts-expect-error Only the import of `register` adds it.
    expectTypeOf(request.auth).toBeAny()
  })
})
