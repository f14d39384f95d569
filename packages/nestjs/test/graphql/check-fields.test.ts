import { Module, type Type, UseGuards } from '@nestjs/common'
import { Field, GraphQLModule, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AuthGuard, AuthModule, Public, RequireScopes } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { ask, settings } from './graphql-server.js'

const { provider, verifier } = await startProvider()

@ObjectType()
class Order {
  @Field(() => String, { nullable: true })
  secret?: string
}

@Resolver()
class Orders {
  @Public()
  @Query(() => Order)
  order(): Order {
    return {}
  }
}

@Resolver(() => Order)
class OnField {
  @RequireScopes('a')
  @ResolveField(() => String, { nullable: true })
  secret(): string {
    return 'in'
  }
}

@RequireScopes('a')
@Resolver(() => Order)
class OnClass {
  @ResolveField(() => String, { nullable: true })
  secret(): string {
    return 'in'
  }
}

@RequireScopes('a')
@Resolver(() => Order)
class Open {
  @Public()
  @ResolveField(() => String, { nullable: true })
  secret(): string {
    return 'in'
  }
}

@UseGuards(AuthGuard)
@Resolver(() => Order)
class Guarded {
  @RequireScopes('a')
  @ResolveField(() => String, { nullable: true })
  secret(): string {
    return 'in'
  }
}

function moduleOf(resolver: Type, global: boolean, fieldResolverEnhancers: string[]): Type {
  const enhancers = fieldResolverEnhancers as ('guards' | 'interceptors')[]
  @Module({
    imports: [
      AuthModule.forRoot({ verifier, global }),
      GraphQLModule.forRoot({ ...settings, fieldResolverEnhancers: enhancers }),
    ],
    providers: [Orders, resolver],
  })
  class TestModule {}
  return TestModule
}

describe.each(platforms)('a policy of a field on $name', ({ create }) => {
  it.each([
    ['on the field', OnField, true, [], '"guards"'],
    ['on its class', OnClass, true, ['interceptors'], '"guards"'],
    ['on the field', OnField, false, ['guards'], '"interceptors"'],
  ])(
    'does not start where nobody reads it: %s',
    async (_where, resolver, global, names, missing) => {
      const app = await create(moduleOf(resolver, global, names))
      onTestFinished(() => app.close())
      await expect(app.init()).rejects.toThrow(`GraphQLModule must have ${missing}: a field in`)
    },
  )

  it.each([
    ['by the guard of everything', OnField, true, ['guards']],
    ['of its class', OnClass, true, ['guards']],
    ['by a guard that it names', Guarded, false, ['guards', 'interceptors']],
  ])('is checked: %s', async (_how, resolver, global, names) => {
    const url = await serve(await create(moduleOf(resolver, global, names)))
    const query = '{ order { secret } }'
    expect((await ask(url, query)).data).toEqual({ order: { secret: null } })
    const good = await ask(url, query, bearer(await provider.token({ scope: 'a' })))
    expect(good.data).toEqual({ order: { secret: 'in' } })
  })

  it('lets nobody in where no guard reads it, and is nothing to a field that is public', async () => {
    const headers = bearer(await provider.token({ scope: 'a' }))
    const unguarded = moduleOf(OnField, false, ['guards', 'interceptors'])
    const closed = await ask(await serve(await create(unguarded)), '{ order { secret } }', headers)
    expect(closed.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    const open = await ask(
      await serve(await create(moduleOf(Open, true, []))),
      '{ order { secret } }',
    )
    expect(open.data).toEqual({ order: { secret: 'in' } })
  })
})
