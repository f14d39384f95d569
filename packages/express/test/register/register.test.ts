import { createVerifier, type Authentication } from '@countersign/core'
import type { RegisteredAuthentication } from '@countersign/express/register'
import express from 'express'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'

const claims = z.object({ sub: z.string(), tenant: z.string() })
export const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})

declare module '@countersign/express' {
  interface Register {
    verifier: typeof verifier
  }
}

it('types req.auth everywhere', () => {
  express().get('/', (req) => {
    expectTypeOf(req.auth).toEqualTypeOf<RegisteredAuthentication>()
    expectTypeOf(req.auth).toEqualTypeOf<Authentication<z.infer<typeof claims>>>()
  })
})
