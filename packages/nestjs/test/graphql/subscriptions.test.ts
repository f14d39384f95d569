import type { Authentication } from '@countersign/core'
import { Context, Query, Resolver, Subscription } from '@nestjs/graphql'
import { afterEach, describe, expect, it } from 'vitest'
import { Auth, authOf, OptionalAuth, RequireScopes } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { graphqlModule } from './graphql-server.js'
import { connect } from './subscriber.js'
import { EventStream } from './event-stream.js'

const { provider, verifier } = await startProvider()

interface Tick {
  tick: string
}

const streams: EventStream<Tick>[] = []

afterEach(() => {
  streams.length = 0
})

function ticks(tick: string): EventStream<Tick> {
  const stream = new EventStream<Tick>()
  streams.push(stream)
  stream.send({ tick })
  return stream
}

const resolve = ({ tick }: Tick): string => tick

@Resolver()
class Ticks {
  @Query(() => String)
  needed(): string {
    return 'in'
  }
  @Subscription(() => String)
  tick(@Auth() auth: Authentication, @Context() value: object): EventStream<Tick> {
    return ticks(`${auth.subject} ${authOf(verifier, value) === auth}`)
  }
  @RequireScopes('audit')
  @Subscription(() => String, { resolve })
  audit(): EventStream<Tick> {
    return ticks('audit')
  }
  @OptionalAuth()
  @Subscription(() => String, { resolve })
  optional(@Auth() auth: Authentication | undefined): EventStream<Tick> {
    return ticks(auth?.subject ?? 'nobody')
  }
}

// As Nest leaves it, and as applications write it themselves.
const contexts = {
  'what Nest leaves there': {},
  'the request, and what the client said': { context: contextOf },
}

interface Source {
  req?: object
  extra?: { request: object }
  connectionParams?: object
}

function contextOf({ req, extra, connectionParams }: Source): object {
  return { req: req ?? extra?.request, connectionParams }
}

describe.each(platforms)('a subscription on $name', ({ create }) => {
  const start = async (options = {}): Promise<string> =>
    serve(await create(graphqlModule(verifier, [Ticks], options)))

  describe.each(Object.entries(contexts))('with %s', (_what, options) => {
    it('takes the token of the request, or of what the client says then', async () => {
      const url = await start(options)
      const headers = bearer(await provider.token())
      for (const way of [{ headers }, { connectionParams: headers }]) {
        const { events } = connect(url, way)('subscription { tick }')
        await expect.poll(() => events).toEqual([{ tick: 'u1 true' }])
      }
    })

    it('refuses who has none, or a bad one, or too little', async () => {
      const url = await start(options)
      const refused = async (params: object, code: string, query = 'subscription { tick }') => {
        const subscription = connect(url, { connectionParams: { ...params } })(query)
        await expect.poll(() => subscription.errors).toMatchObject([{ extensions: { code } }])
        expect(subscription.errors[0]?.extensions).toEqual({ code })
        expect(subscription.events).toEqual([])
      }
      const good = bearer(await provider.token())
      await refused({}, 'UNAUTHENTICATED')
      await refused({ authorization: 'Bearer nonsense' }, 'UNAUTHENTICATED')
      await refused({ authorization: 7 }, 'BAD_REQUEST', 'subscription { optional }')
      await refused({ ...good, authorization: good.Authorization }, 'BAD_REQUEST')
      await refused(good, 'FORBIDDEN', 'subscription { audit }')
    })
  })
})
