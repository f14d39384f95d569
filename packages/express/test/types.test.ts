import {
  createVerifier,
  scopes,
  type Authentication,
  type AuthenticationOf,
} from '@countersign/core'
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import express4, { type RequestHandler as RequestHandler4 } from 'express-4'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  authenticate,
  authOf,
  authorize,
  problemDetails,
  requireScopes,
  resourceMetadata,
  withAuth,
  type AuthenticatedRequest,
} from '../src/index.js'

const claims = z.object({ sub: z.string(), tenant: z.string() })
const verifier = createVerifier({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  claims,
})
type Claims = z.infer<typeof claims>

it('infers the claims from the schema', () => {
  const read = (req: Request): void => {
    expectTypeOf(authOf(verifier, req)).toEqualTypeOf<Authentication<Claims>>()
    expectTypeOf(authOf(verifier, req).claims.tenant).toEqualTypeOf<string>()
    const options = { optional: true }
    expectTypeOf(authOf(verifier, req, { optional: true })).toEqualTypeOf<
      Authentication<Claims> | undefined
    >()
    expectTypeOf(authOf(verifier, req, options)).toEqualTypeOf<Authentication<Claims> | undefined>()
    // @ts-expect-error The schema has no such claim.
    expectTypeOf(authOf(verifier, req).claims.tennant).toBeNever()
  }
  expectTypeOf(read).toBeFunction()
  expectTypeOf<AuthenticationOf<typeof verifier>>().toEqualTypeOf<Authentication<Claims>>()
})

it('types req.auth in withAuth', () => {
  const handler = withAuth(verifier, (req, res, next) => {
    expectTypeOf(req.auth).toEqualTypeOf<Authentication<Claims>>()
    expectTypeOf(res).toEqualTypeOf<Response>()
    expectTypeOf(next).toBeFunction()
  })
  express().get('/orders/:id', handler, (req) => {
    expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
  })
  withAuth(verifier, (req: AuthenticatedRequest<Claims, { id: string }>) => {
    expectTypeOf(req.params.id).toEqualTypeOf<string>()
  })
})

it('leaves the parameters of the path to Express', () => {
  const app = express()
  app.get('/orders/:id', authenticate(verifier), authorize(scopes('read')), (req) => {
    expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
  })
  Router().get('/orders/:id', authenticate(verifier), (req) => {
    expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
  })
})

it('adds nothing to the request type of everyone', () => {
  express().get('/', authenticate(verifier), (req) => {
    // @ts-expect-error Only the import of `register` adds it.
    expectTypeOf(req.auth).toBeAny()
  })
})

it('fits the types of Express 4 and 5', () => {
  expectTypeOf(authenticate(verifier)).toExtend<RequestHandler>()
  expectTypeOf(authenticate(verifier)).toExtend<RequestHandler4>()
  express().use(authenticate(verifier), resourceMetadata(verifier), problemDetails())
  express4().use(authenticate(verifier), resourceMetadata(verifier))
  express4().get('/orders/:id', authenticate(verifier), requireScopes('read'), (req) => {
    expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
    expectTypeOf(authOf(verifier, req)).toEqualTypeOf<Authentication<Claims>>()
  })
})
