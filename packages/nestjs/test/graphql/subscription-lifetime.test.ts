import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { memoryRevocationList, type UsageMessage } from '@countersign/core'
import { createProofKey, proof } from '@countersign/testing'
import { OptionalAuth } from '../../src/index.js'
import { Query, Resolver, Subscription } from '@nestjs/graphql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { EventStream } from './event-stream.js'
import { graphqlModule } from './graphql-server.js'
import { connect } from './subscriber.js'

const revocation = memoryRevocationList()
const { provider, verifier } = await startProvider({ revocation })

const streams: EventStream<{ tick: string }>[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  streams.length = 0
})

@Resolver()
class Ticks {
  @Query(() => String)
  needed(): string {
    return 'in'
  }
  @OptionalAuth()
  @Subscription(() => String)
  tick(): EventStream<{ tick: string }> {
    const stream = new EventStream<{ tick: string }>()
    streams.push(stream)
    stream.send({ tick: 'first' })
    return stream
  }
}

const TestModule = graphqlModule(verifier, [Ticks])
const query = 'subscription { tick }'

const seconds = (): number => Math.floor(Date.now() / 1000)

describe.each(platforms)('the token of a subscription on $name', ({ name, create }) => {
  it('ends it when it expires, whatever else comes', async () => {
    const url = await serve(await create(TestModule))
    const token = await provider.token({ exp: seconds() + 60 })
    const limited = connect(url, { connectionParams: bearer(token) })(query)
    const anybody = connect(url)(query)
    await expect.poll(() => [limited.events, anybody.events].flat()).toHaveLength(2)
    vi.advanceTimersByTime(58_000)
    for (const stream of streams) stream.send({ tick: 'second' })
    await expect.poll(() => [limited.events, anybody.events].flat()).toHaveLength(4)
    vi.advanceTimersByTime(3_000)
    await expect.poll(() => limited.isOver).toBe(true)
    expect(streams.filter(({ isOpen }) => isOpen)).toHaveLength(1)
    for (const stream of streams) stream.send({ tick: 'third' })
    await expect.poll(() => anybody.events).toHaveLength(3)
    expect(limited.events).toHaveLength(2)
    expect(anybody.isOver).toBe(false)
  })

  it('begins none on the same connection once it has expired, or was withdrawn', async () => {
    const url = await serve(await create(TestModule))
    const say = async (jti: string): Promise<ReturnType<typeof connect>> =>
      connect(url, {
        connectionParams: bearer(await provider.token({ jti, exp: seconds() + 600 })),
      })
    const [withdrawn, expired] = [await say(name), await say('other')]
    for (const again of [withdrawn, expired]) {
      const { events } = again(query)
      await expect.poll(() => events).toEqual([{ tick: 'first' }])
    }
    revocation.revoke({ issuer: provider.issuer, tokenId: name, expiresAt: seconds() + 600 })
    const first = withdrawn(query)
    await expect.poll(() => first.errors).toMatchObject([unauthenticated])
    vi.advanceTimersByTime(610_000)
    const second = expired(query)
    await expect.poll(() => second.errors).toMatchObject([unauthenticated])
    expect([first.events, second.events].flat()).toEqual([])
  })

  it('has to be proven by the request: nothing that is said later is a proof', async () => {
    const url = await serve(await create(TestModule))
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint }, exp: seconds() + 600 })
    const proven = (): Record<string, string> => ({
      Authorization: `DPoP ${token}`,
      DPoP: proof(key, { url: 'https://rs.example/graphql', token }),
    })
    const good = connect(url, { headers: proven() })
    const subscriptions = [good(query), good(query)]
    await expect.poll(() => subscriptions.map(({ events }) => events.length)).toEqual([1, 1])
    vi.advanceTimersByTime(400_000)
    const later = good(query)
    await expect.poll(() => later.events).toHaveLength(1)
    vi.advanceTimersByTime(210_000)
    const late = good(query)
    await expect.poll(() => late.errors).toMatchObject([unauthenticated])
  })

  it('begins none once it was withdrawn, though its proof is not asked for again', async () => {
    const url = await serve(await create(TestModule))
    const key = await createProofKey()
    const jti = `bound on ${name}`
    const token = await provider.token({ jti, cnf: { jkt: key.thumbprint }, exp: seconds() + 600 })
    const DPoP = proof(key, { url: 'https://rs.example/graphql', token })
    const again = connect(url, { headers: { Authorization: `DPoP ${token}`, DPoP } })
    const { events } = again(query)
    await expect.poll(() => events).toHaveLength(1)
    revocation.revoke({ issuer: provider.issuer, tokenId: jti, expiresAt: seconds() + 600 })
    const late = again(query)
    await expect.poll(() => late.errors).toMatchObject([unauthenticated])
    expect(late.events).toEqual([])
  })

  it('that is bound is refused where it is said, with a proof or without', async () => {
    const url = await serve(await create(TestModule))
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint } })
    const DPoP = proof(key, { url: 'https://rs.example/graphql', token })
    for (const scheme of ['Bearer', 'DPoP']) {
      const Authorization = `${scheme} ${token}`
      const ways = [
        { connectionParams: { Authorization } },
        { connectionParams: { Authorization, DPoP } },
        { connectionParams: { Authorization }, headers: { DPoP } },
      ]
      for (const way of ways) {
        const refused = connect(url, way)(query)
        await expect.poll(() => refused.errors).toMatchObject([unauthenticated])
      }
    }
    expect(streams).toEqual([])
  })
})

const unauthenticated = { extensions: { code: 'UNAUTHENTICATED' } }

describe('usage of a subscription', () => {
  it('is told when it begins', async () => {
    const messages: UsageMessage[] = []
    const listener = (message: unknown): void => void messages.push(message as UsageMessage)
    subscribe('countersign:usage', listener)
    try {
      for (const { create } of platforms) {
        messages.length = 0
        const url = await serve(await create(TestModule))
        const again = connect(url, { connectionParams: bearer(await provider.token()) })
        again(query)
        await expect.poll(() => messages).toHaveLength(1)
        again(query)
        await expect.poll(() => messages).toHaveLength(2)
        connect(url, { connectionParams: { Authorization: 'Bearer nonsense' } })(query)
        await expect.poll(() => messages).toHaveLength(3)
        const route = 'Subscription.tick'
        expect(messages).toMatchObject([
          { decision: 'accepted', route, status: 200, subject: 'u1', remoteAddress: '127.0.0.1' },
          { decision: 'accepted', route },
          { decision: 'refused', route, status: 401 },
        ])
      }
    } finally {
      unsubscribe('countersign:usage', listener)
    }
  })
})
