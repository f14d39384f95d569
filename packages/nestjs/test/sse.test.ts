import type { Authentication } from '@countersign/core'
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Module,
  type NestInterceptor,
  Sse,
  UseInterceptors,
} from '@nestjs/common'
import { merge, type Observable, of, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Auth, AuthModule, OptionalAuth, RequireScopes } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

let events: Subject<string>
let reached = 0

beforeEach(() => {
  events = new Subject()
  reached = 0
  // Nest sends the head of a stream by a timer, which goes on by itself.
  const toFake = ['Date', 'setTimeout', 'clearTimeout'] as const
  vi.useFakeTimers({ toFake: [...toFake], shouldAdvanceTime: true })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Adds events of its own to those of a stream. */
class Heartbeat implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return merge(next.handle(), events)
  }
}

@Controller()
class Streams {
  @Sse('mine')
  mine(@Auth() auth: Authentication): Observable<unknown> {
    reached += 1
    return merge(of(`for ${auth.subject}`), events)
  }
  @UseInterceptors(new Heartbeat())
  @RequireScopes('a')
  @Sse('later')
  async later(): Promise<Observable<unknown>> {
    reached += 1
    return Promise.resolve(of('for those with a'))
  }
  @OptionalAuth()
  @Sse('optional')
  optional(@Auth() auth: Authentication | undefined): Observable<unknown> {
    return merge(of(`for ${auth?.subject ?? 'anybody'}`), events)
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Streams] })
class TestModule {}

interface Stream {
  text: string
  isOver: boolean
}

async function open(url: string, headers: Record<string, string> = {}): Promise<Stream> {
  const response = await fetch(url, { headers })
  expect(response.headers.get('Content-Type')).toContain('text/event-stream')
  const stream: Stream = { text: '', isOver: false }
  void read(response, stream)
  return stream
}

async function read({ body }: Response, stream: Stream): Promise<void> {
  const decoder = new TextDecoder()
  for await (const chunk of body ?? []) stream.text += decoder.decode(chunk)
  stream.isOver = true
}

/** Good for a minute. */
async function expiring(scope: string): Promise<Record<string, string>> {
  return bearer(await provider.token({ scope, exp: Math.floor(Date.now() / 1000) + 60 }))
}

describe.each(platforms)('a stream of events on $name', ({ create }) => {
  it('does not begin for who may not have it', async () => {
    const url = await serve(await create(TestModule))
    const refused = await fetch(`${url}/mine`)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('WWW-Authenticate')).toContain('Bearer')
    const headers = await expiring('b')
    expect((await fetch(`${url}/later`, { headers })).status).toBe(403)
    expect(reached).toBe(0)
  })

  it.each([
    ['mine', 'for u1'],
    ['later', 'for those with a'],
    ['optional', 'for u1'],
  ])('ends when the token expires: %s', async (path, first) => {
    const url = await serve(await create(TestModule))
    const stream = await open(`${url}/${path}`, await expiring('a'))
    await expect.poll(() => stream.text).toContain(first)
    vi.advanceTimersByTime(50_000)
    events.next('not yet')
    await expect.poll(() => stream.text).toContain('not yet')
    expect(events.observed).toBe(true)
    vi.advanceTimersByTime(11_000)
    expect(events.observed).toBe(false)
    await expect.poll(() => stream.isOver).toBe(true)
  })

  it('goes on for who needs no token', async () => {
    const url = await serve(await create(TestModule))
    const stream = await open(`${url}/optional`)
    await expect.poll(() => stream.text).toContain('for anybody')
    vi.advanceTimersByTime(3_600_000)
    events.next('still')
    await expect.poll(() => stream.text).toContain('still')
    expect(stream.isOver).toBe(false)
    events.complete()
    await expect.poll(() => stream.isOver).toBe(true)
  })
})
