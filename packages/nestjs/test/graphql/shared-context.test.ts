import type { Authentication } from '@countersign/core'
import { Query, Resolver } from '@nestjs/graphql'
import { describe, expect, it } from 'vitest'
import { Auth } from '../../src/index.js'
import { isNewest, platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { ask, graphqlModule } from './graphql-server.js'

const { provider, verifier } = await startProvider()

@Resolver()
class Mine {
  @Query(() => String)
  mine(@Auth() auth: Authentication): string {
    return String(auth.subject)
  }
}

// Nest 11 puts the first request into the object, and leaves it there for all others.
describe.each(platforms)('a context that requests share on $name', ({ name, create }) => {
  it('fails the start where it is an object', async () => {
    const app = await create(graphqlModule(verifier, [Mine], { context: { shared: true } }))
    const start = app.init().then(() => 'started', String)
    expect(await start).toContain('"context" of GraphQLModule must be a function')
  })

  it.runIf(isNewest || name.endsWith('Express'))(
    'lets nobody pass as somebody else where a function returns it',
    async () => {
      const shared = { shared: true }
      const url = await serve(
        await create(graphqlModule(verifier, [Mine], { context: () => shared })),
      )
      const first = await ask(url, '{ mine }', bearer(await provider.token()))
      expect(first.data).toEqual({ mine: 'u1' })
      const second = await ask(url, '{ mine }')
      expect(second.data).toBe(null)
    },
  )
})
