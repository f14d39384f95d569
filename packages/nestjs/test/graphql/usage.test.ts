import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { UsageMessage } from '@countersign/core'
import { Query, Resolver } from '@nestjs/graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Public, RequireScopes } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { ask, graphqlModule } from './graphql-server.js'

const { provider, verifier } = await startProvider()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

@Resolver()
class Orders {
  @Query(() => String)
  orders(): string {
    return 'in'
  }
  @RequireScopes('audit')
  @Query(() => String, { nullable: true })
  audit(): string {
    return 'in'
  }
  @Public()
  @Query(() => String)
  open(): string {
    return 'in'
  }
}

// Beside what Nest leaves by default, from which Fastify's reply cannot be told.
const contexts = {
  'what Nest leaves there': {},
  'request and response': {
    context: (one: { req?: object }, reply: object) => contextOf(one, reply),
  },
}

function contextOf(one: { req?: object; res?: object }, reply: object): object {
  return one.req ? { req: one.req, res: one.res } : { req: one, reply }
}

describe.each(platforms)('usage of GraphQL on $name', ({ create }) => {
  it.each(Object.entries(contexts))('is told once, with %s', async (_what, options) => {
    const url = await serve(await create(graphqlModule(verifier, [Orders], options)))
    const headers = bearer(await provider.token({ jti: 'j1', scope: 'audit' }))
    await ask(url, 'query secret { open s3cret: orders audit orders }', headers)
    await expect.poll(() => messages).not.toEqual([])
    expect(messages).toMatchObject([
      { decision: 'accepted', route: 'Query.orders', method: 'POST', status: 200, tokenId: 'j1' },
    ])
    expect(JSON.stringify(messages)).not.toContain('s3cret')
  })

  it('names the field that was refused, and who was', async () => {
    const { context } = contexts['request and response']
    const url = await serve(await create(graphqlModule(verifier, [Orders], { context })))
    await ask(url, '{ orders audit again: orders }', bearer(await provider.token()))
    await expect.poll(() => messages).not.toEqual([])
    expect(messages).toMatchObject([
      { decision: 'refused', reason: 'insufficient_scope', route: 'Query.audit', subject: 'u1' },
    ])
  })

  it('says of an operation without credentials that it was refused', async () => {
    const url = await serve(await create(graphqlModule(verifier, [Orders])))
    await ask(url, '{ audit again: audit }')
    await expect.poll(() => messages).not.toEqual([])
    expect(messages).toMatchObject([
      { decision: 'refused', reason: 'missing_credentials', route: 'Query.audit' },
    ])
  })

  it('says nothing of what is public', async () => {
    const url = await serve(await create(graphqlModule(verifier, [Orders])))
    await ask(url, '{ open }')
    await ask(url, '{ orders }', bearer(await provider.token()))
    await expect.poll(() => messages).not.toEqual([])
    expect(messages).toMatchObject([{ route: 'Query.orders' }])
  })
})
