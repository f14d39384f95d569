import { createVerifier, type Authentication } from '@countersign/core'
import type { RegisteredAuthentication } from '@countersign/fastify/register'
import Fastify from 'fastify'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'

const claims = z.object({ sub: z.string(), tenant: z.string() })
export const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})

declare module '@countersign/fastify' {
  interface Register {
    verifier: typeof verifier
  }
}

it('types request.auth everywhere', () => {
  Fastify().get('/', async (request) => {
    expectTypeOf(request.auth).toEqualTypeOf<RegisteredAuthentication>()
    expectTypeOf(request.auth).toEqualTypeOf<Authentication<z.infer<typeof claims>>>()
  })
})
