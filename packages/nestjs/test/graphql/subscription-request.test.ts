import type { Authentication } from '@countersign/core'
import { Module } from '@nestjs/common'
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql'
import { describe, expect, it } from 'vitest'
import { Auth, AuthModule, type WebSocketOptions } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { EventStream } from './event-stream.js'
import { settings } from './graphql-server.js'
import { connect, type Subscription as Subscribed } from './subscriber.js'

const { provider, verifier } = await startProvider({ sources: { cookie: 'token' } })

@Resolver()
class Ticks {
  @Query(() => String)
  needed(): string {
    return 'in'
  }
  @Subscription(() => String)
  tick(@Auth() auth: Authentication): EventStream<{ tick: unknown }> {
    const stream = new EventStream<{ tick: unknown }>()
    stream.send({ tick: auth.subject })
    return stream
  }
}

async function start(webSocket: WebSocketOptions): Promise<string> {
  @Module({
    imports: [
      AuthModule.forRoot({ verifier, global: true, webSocket }),
      GraphQLModule.forRoot(settings),
    ],
    providers: [Ticks],
  })
  class TestModule {}
  const [platform] = platforms
  if (!platform) throw new Error('there is no platform')
  return serve(await platform.create(TestModule))
}

const ask = (url: string, headers: Record<string, string>): Subscribed =>
  connect(url, { headers })('subscription { tick }')

describe('the request that a subscription began with', () => {
  it('speaks by its cookies only where it was told so: any page can connect with them', async () => {
    const headers = { Cookie: `token=${await provider.token()}`, Origin: 'https://evil.example' }
    const refused = ask(await start({}), headers)
    await expect
      .poll(() => refused.errors)
      .toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    const { events } = ask(await start({ sources: { cookie: true } }), headers)
    await expect.poll(() => events).toEqual([{ tick: 'u1' }])
  })

  it('came by TLS if the proxy says so, and the proxy is trusted', async () => {
    const token = bearer(await provider.token())
    const url = await start({ trustProxy: true })
    const { events } = ask(url, { ...token, 'X-Forwarded-Proto': 'https' })
    await expect.poll(() => events).toEqual([{ tick: 'u1' }])
    for (const headers of [token, { ...token, 'X-Forwarded-Proto': 'http, https' }]) {
      const refused = ask(url, headers)
      await expect.poll(() => refused.errors).toHaveLength(1)
      expect(refused.events).toEqual([])
    }
  })
})
