// What must not compile, against the packed declarations: if one of these lines did, the comment above it would be
// the error. It is never run.
import { createVerifier, scopes, type Authentication, type Policy } from '@countersign/core'
import * as onExpress from '@countersign/express'
import * as onKoa from '@countersign/koa'
import { AuthModule, Authorize, RequireScopes } from '@countersign/nestjs'
import { type } from 'arktype'
import type { Request } from 'express'
import type { Context } from 'koa'
import * as v from 'valibot'
import { z } from 'zod'

const known = { issuer: 'https://id.example', audience: 'https://rs.example' }
const plain = createVerifier(known)

// @ts-expect-error: a verifier without an audience would take tokens that are meant for others
createVerifier({ issuer: 'https://id.example' })
// @ts-expect-error: whom to trust has to be said
createVerifier({ audience: 'https://rs.example' })
// @ts-expect-error: no such option
createVerifier({ ...known, audiences: ['https://rs.example'] })
// @ts-expect-error: no symmetric algorithm
createVerifier({ ...known, algorithms: ['HS256'] })
// @ts-expect-error: and none at all neither
createVerifier({ ...known, algorithms: ['none'] })
// @ts-expect-error: no such kind of token
createVerifier({ ...known, tokenType: 'id_token' })
// @ts-expect-error: seconds are a number
createVerifier({ ...known, clockTolerance: '5s' })
// @ts-expect-error: no schema
createVerifier({ ...known, claims: { tenant: 'string' } })

// Of any library, without a package for it: what a schema returns is the type of the claims.
const zod = createVerifier({ ...known, claims: z.object({ tenant: z.string() }) })
const valibot = createVerifier({ ...known, claims: v.object({ tenant: v.string() }) })
const arktype = createVerifier({ ...known, claims: type({ tenant: 'string' }) })

export async function claimsOf(token: string): Promise<readonly string[]> {
  const authentications = [
    await zod.verifyToken(token),
    await valibot.verifyToken(token),
    await arktype.verifyToken(token),
  ]
  for (const { claims } of authentications) {
    // @ts-expect-error: the schemas have no such claim
    void claims.age
    // @ts-expect-error: a claim is what the schema says
    claims.tenant satisfies number
    // @ts-expect-error: nobody changes what was verified
    claims.tenant satisfies never
  }
  const auth = await plain.verifyToken(token)
  // @ts-expect-error: without a schema nobody knows what is in a claim
  auth.claims.tenant satisfies string
  // @ts-expect-error: there may be none: a token of a client
  auth.subject satisfies string
  // @ts-expect-error: who it is has been decided
  auth.subject = 'alice'
  // @ts-expect-error: with a schema claims are not just anything
  auth satisfies Authentication<{ tenant: string }>
  return authentications.map(({ claims }) => claims.tenant)
}

// @ts-expect-error: a policy is a value that was made by one of the functions for it
const policy: Policy = 'orders:read'
// @ts-expect-error: a scope is text
scopes(1)
// @ts-expect-error: a list is no scope
scopes(['orders:read'])

export function inExpress(req: Request): void {
  // @ts-expect-error: a verifier is needed, not its options
  onExpress.authenticate(known)
  // @ts-expect-error: no such option
  onExpress.authenticate(plain, { required: true })
  // @ts-expect-error: the schema has no such claim
  void onExpress.authOf(zod, req).claims.age
  // @ts-expect-error: a name is no policy
  onExpress.authorize('orders:read')
}

export function inKoa(ctx: Context): void {
  // @ts-expect-error: a verifier is needed, not its options
  onKoa.authenticate(known)
  // @ts-expect-error: no such option
  onKoa.authenticate(plain, { required: true })
  // @ts-expect-error: the schema has no such claim
  void onKoa.authOf(zod, ctx).claims.age
}

// @ts-expect-error: a module without a verifier
AuthModule.forRoot({ global: true })
// @ts-expect-error: a name is no policy
Authorize(policy satisfies string)
// @ts-expect-error: a list is no scope
RequireScopes(['orders:read'])
