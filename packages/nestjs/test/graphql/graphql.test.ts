import { scopes, type Authentication } from '@countersign/core'
import { Field, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { describe, expect, it } from 'vitest'
import { Auth, Authorize, OptionalAuth, Public, RequireScopes } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { ask, graphqlModule } from './graphql-server.js'

const { provider, verifier } = await startProvider()
const { provider: down, verifier: lost } = await startProvider()
down.fault('all', 'down')

@ObjectType()
class Order {
  @Field(() => String)
  id!: string
  @Field(() => String, { nullable: true })
  secret?: string
}

@Resolver(() => Order)
class Orders {
  @Query(() => String, { nullable: true })
  mine(@Auth() auth: Authentication): string {
    return String(auth.subject)
  }
  @Query(() => [Order])
  orders(): Order[] {
    return [{ id: '1' }, { id: '2' }]
  }
  @RequireScopes('orders:audit')
  @ResolveField(() => String, { nullable: true })
  secret(@Parent() order: Order, @Auth() auth: Authentication): string {
    return `${order.id} ${auth.subject}`
  }
  @Public()
  @Query(() => String)
  open(): string {
    return 'in'
  }
  @OptionalAuth()
  @Query(() => String)
  optional(@Auth() auth: Authentication | undefined): string {
    return auth?.subject ?? 'nobody'
  }
  @Public()
  @Query(() => String, { nullable: true })
  unguarded(@Auth() auth: Authentication): string {
    return String(auth.subject)
  }
  @Authorize(scopes('orders:write'))
  @Mutation(() => String, { nullable: true })
  buy(@Auth() auth: Authentication): string {
    return String(auth.subject)
  }
}

const TestModule = graphqlModule(verifier, [Orders])

describe.each(platforms)('GraphQL on $name', ({ create }) => {
  it('knows who asks', async () => {
    const url = await serve(await create(TestModule))
    const headers = bearer(await provider.token({ scope: 'orders:write orders:audit' }))
    expect((await ask(url, '{ mine optional }', headers)).data).toEqual({
      mine: 'u1',
      optional: 'u1',
    })
    expect((await ask(url, 'mutation { buy }', headers)).data).toEqual({ buy: 'u1' })
    expect((await ask(url, '{ orders { secret } }', headers)).data).toEqual({
      orders: [{ secret: '1 u1' }, { secret: '2 u1' }],
    })
  })

  it('refuses who says nothing with a challenge, and lets them have the rest', async () => {
    const url = await serve(await create(TestModule))
    const answer = await ask(url, '{ mine open optional }')
    expect(answer.data).toEqual({ mine: null, open: 'in', optional: 'nobody' })
    expect(answer.challenge).toMatch(/^Bearer realm="https:..rs.example", DPoP realm=/)
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    expect(answer.errors?.[0]?.extensions).not.toHaveProperty('http')
  })

  it('never lets bad credentials pass as none', async () => {
    const url = await serve(await create(TestModule))
    const answer = await ask(url, '{ optional }', { Authorization: 'Bearer nonsense' })
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    expect(answer.challenge).toContain('error="invalid_token"')
    expect(answer.data).toBe(null)
  })

  it('refuses what a policy does not allow, of queries, mutations and fields', async () => {
    const url = await serve(await create(TestModule))
    const headers = bearer(await provider.token({ scope: 'other' }))
    const bought = await ask(url, 'mutation { buy }', headers)
    expect(bought.data).toEqual({ buy: null })
    expect(bought.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    expect(bought.challenge).toContain('scope="orders:write"')
    const field = await ask(url, '{ orders { id secret } }', headers)
    expect(field.data).toMatchObject({ orders: [{ id: '1', secret: null }, { secret: null }] })
    expect(field.errors?.[1]?.extensions['code']).toBe('FORBIDDEN')
  })

  it('is answered with the status of the refusal, where Nest is told to leave it', async () => {
    const options = { preserveHttpStatusForExecutionErrors: false }
    const url = await serve(await create(graphqlModule(verifier, [Orders], options)))
    expect((await ask(url, '{ mine }')).status).toBe(401)
    expect((await ask(url, 'mutation { buy }', bearer(await provider.token()))).status).toBe(403)
  })

  it('keeps our own failures apart from those of the client', async () => {
    const options = { preserveHttpStatusForExecutionErrors: false }
    const url = await serve(await create(graphqlModule(lost, [Orders], options)))
    const answer = await ask(url, '{ mine }', bearer(await down.token()))
    expect(answer).toMatchObject({ status: 503, challenge: null, data: { mine: null } })
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(answer.errors).toMatchObject([
      { message: 'Service Unavailable', extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ])
  })

  it('fails a field that asks who it is without a guard, and none beside it', async () => {
    const url = await serve(await create(TestModule))
    const answer = await ask(url, '{ unguarded mine }', bearer(await provider.token()))
    expect(answer.data).toEqual({ unguarded: null, mine: 'u1' })
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
  })
})
