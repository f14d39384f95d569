import { type Authentication, createVerifier, type Verifier } from '@countersign/core'
import { createProofKey, proof } from '@countersign/testing'
import { Module } from '@nestjs/common'
import { Context, GraphQLModule, Query, Resolver } from '@nestjs/graphql'
import { describe, expect, it } from 'vitest'
import { Auth, authOf, AuthModule, RequireScopes, UseVerifier } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { ask, graphqlModule, settings } from './graphql-server.js'

const { provider, verifier } = await startProvider()
const { provider: staff, verifier: admin } = await startProvider()
const sibling = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })

type Carrier = { req: object }

@Resolver()
class OneVerifier {
  @Query(() => String, { nullable: true })
  mine(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @RequireScopes('a')
  @Query(() => String, { nullable: true })
  a(@Auth() auth: Authentication): string {
    return auth.issuer
  }
}

@Resolver()
class Fields {
  @Query(() => String, { nullable: true })
  mine(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @UseVerifier('admin')
  @Query(() => String, { nullable: true })
  theirs(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @UseVerifier('sibling')
  @Query(() => Boolean, { nullable: true })
  both(@Auth() auth: Authentication, @Context() { req }: Carrier): boolean {
    return authOf(sibling, req) === auth && authOf(verifier, req) !== auth
  }
}

/** Counts, and answers later. */
function counting(counted: Verifier): { verifier: Verifier; count: () => number } {
  let count = 0
  const verifyRequest: Verifier['verifyRequest'] = (request) => {
    count += 1
    return counted.verifyRequest(request)
  }
  return { verifier: { ...counted, verifyRequest }, count: () => count }
}

describe.each(platforms)('one request with many fields on $name', ({ create }) => {
  it('is verified once', async () => {
    const counted = counting(verifier)
    const Guarded = graphqlModule(counted.verifier, [OneVerifier])
    const url = await serve(await create(Guarded))
    const query = '{ one: mine two: mine a three: mine }'
    const good = await ask(url, query, bearer(await provider.token({ scope: 'a' })))
    expect(good.errors).toBe(undefined)
    expect(counted.count()).toBe(1)
    const bad = await ask(url, query, { Authorization: 'Bearer nonsense' })
    expect(bad.errors).toHaveLength(4)
    expect(counted.count()).toBe(2)
  })

  it('needs one proof, which is good for no other request', async () => {
    const url = await serve(await create(graphqlModule(verifier, [OneVerifier])))
    const key = await createProofKey()
    const token = await provider.token({ scope: 'a', cnf: { jkt: key.thumbprint } })
    const target = { url: 'https://rs.example/graphql', method: 'POST', token }
    const headers = { Authorization: `DPoP ${token}`, DPoP: proof(key, target) }
    const first = await ask(url, '{ one: mine two: mine a }', headers)
    expect(first.data).toEqual({ one: provider.issuer, two: provider.issuer, a: provider.issuer })
    const second = await ask(url, '{ mine }', headers)
    expect(second.data).toEqual({ mine: null })
    expect(second.challenge).toContain('error="invalid_dpop_proof"')
  })

  it('is verified by each verifier for itself, and each field knows its own', async () => {
    @Module({
      imports: [
        AuthModule.forRoot({ verifier, global: true }),
        AuthModule.forRoot({ verifier: admin, name: 'admin' }),
        AuthModule.forRoot({ verifier: sibling, name: 'sibling' }),
        GraphQLModule.forRoot(settings),
      ],
      providers: [Fields],
    })
    class Several {}
    const url = await serve(await create(Several))
    const query = '{ theirs both mine again: theirs }'
    const mine = await ask(url, query, bearer(await provider.token()))
    expect(mine.data).toEqual({ theirs: null, both: true, mine: provider.issuer, again: null })
    const theirs = await ask(url, query, bearer(await staff.token()))
    const { issuer } = staff
    expect(theirs.data).toEqual({ theirs: issuer, both: null, mine: null, again: issuer })
  })
})
