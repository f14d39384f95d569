import { rawRequest } from '@countersign/testing'
import type Koa from 'koa'
import type { Middleware } from 'koa'
import { describe, expect, it } from 'vitest'
import { clientAddress } from '../src/client-address.js'
import { serve } from './listen.js'
import { versions } from './versions.js'

describe.each(versions)('the address of a client on $name', ({ Koa }) => {
  const forwarded: [string, string][] = [['X-Forwarded-For', '192.0.2.7']]

  /** What it is, and what `ctx.ip` is then, of the second of two requests. */
  async function addresses(app: Koa, before?: Middleware): Promise<unknown> {
    let seen: unknown
    if (before) app.use(before)
    app.use((ctx) => {
      seen = [clientAddress(ctx), ctx.ip]
      ctx.body = 'seen'
    })
    const server = await serve(app)
    await rawRequest(server, { headers: forwarded })
    await rawRequest(server, { headers: forwarded })
    return seen
  }

  it('is that of the peer where no proxy is trusted', async () => {
    expect(await addresses(new Koa())).toEqual(['127.0.0.1', '127.0.0.1'])
  })

  it('is what a trusted proxy says', async () => {
    expect(await addresses(new Koa({ proxy: true }))).toEqual(['192.0.2.7', '192.0.2.7'])
  })

  it('is what a middleware has set, for that request', async () => {
    let requests = 0
    const set: Middleware = (ctx, next) => {
      if (++requests === 2) ctx.request.ip = '192.0.2.8'
      return next()
    }
    expect(await addresses(new Koa(), set)).toEqual(['192.0.2.8', '192.0.2.8'])
  })

  it('is what an application has put in the place of Koa’s own', async () => {
    const [getter, value] = [new Koa(), new Koa()]
    Object.defineProperty(getter.request, 'ip', { get: () => '192.0.2.9' })
    Object.defineProperty(value.request, 'ip', { value: '192.0.2.10', writable: true })
    expect(await addresses(getter)).toEqual(['192.0.2.9', '192.0.2.9'])
    expect(await addresses(value)).toEqual(['192.0.2.10', '192.0.2.10'])
  })

  const told: unknown[] = []
  const answering = (app: Koa): Koa =>
    app.use((ctx) => {
      told.push(clientAddress(ctx))
      ctx.body = 'told'
    })

  it('is what an application has put there since, also where it is kept as Koa keeps it', async () => {
    const [later, alike] = [new Koa(), new Koa()]
    const kept = Symbol('ip')
    Object.defineProperty(alike.request, 'ip', {
      get: () => '192.0.2.11',
      set(this: Record<symbol, unknown>, ip: unknown) {
        this[kept] = ip
      },
    })
    let requests = 0
    const replace: Middleware = (ctx, next) => {
      if (++requests === 2) {
        Object.defineProperty(ctx.app.request, 'ip', { get: () => '192.0.2.12' })
      }
      return next()
    }
    expect(await addresses(alike)).toEqual(['192.0.2.11', '192.0.2.11'])
    expect(await addresses(later, replace)).toEqual(['192.0.2.12', '192.0.2.12'])
  })

  it('is what a request has of its own', async () => {
    const seen = await addresses(new Koa(), (ctx, next) => {
      Object.defineProperty(ctx.request, 'ip', { value: '192.0.2.13' })
      return next()
    })
    expect(seen).toEqual(['192.0.2.13', '192.0.2.13'])
  })

  it('is each application’s own', async () => {
    const [plain, own] = [new Koa(), new Koa()]
    Object.defineProperty(own.request, 'ip', { get: () => '192.0.2.9' })
    const [first, second] = [await serve(answering(plain)), await serve(answering(own))]
    for (const server of [first, second, first, second]) await rawRequest(server, {})
    expect(told).toEqual(['127.0.0.1', '192.0.2.9', '127.0.0.1', '192.0.2.9'])
  })
})
