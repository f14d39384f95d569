import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { scopes, type UsageMessage } from '@countersign/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authenticate, errorResponse, finishResponse, withAuth } from '../src/index.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

const url = 'https://rs.example/orders/7?q=secret'
const route = '/orders/[id]'

async function good(init: RequestInit = {}): Promise<Request> {
  const headers = { ...bearer(await provider.token({ jti: 'j1' })), 'User-Agent': 'tester' }
  return new Request(url, { headers, ...init })
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

describe('usage', () => {
  it('says who it was, the route that it was told, and the status', async () => {
    const handler = withAuth(verifier, () => new Response('in', { status: 201 }), {
      route,
      connection: () => ({ remoteAddress: '203.0.113.7' }),
    })
    const answer = await handler(await good())
    expect(messages).toEqual([])
    expect(await answer.text()).toBe('in')
    expect(messages).toMatchObject([
      {
        decision: 'accepted',
        method: 'GET',
        route,
        status: 201,
        issuer: provider.issuer,
        subject: 'u1',
        tokenId: 'j1',
        remoteAddress: '203.0.113.7',
        userAgent: 'tester',
        tls: undefined,
      },
    ])
  })

  it('says of a policy that refused both who it was and why', async () => {
    const options = { policy: scopes('admin'), route }
    await (await withAuth(verifier, () => new Response('in'), options)(await good())).text()
    expect(messages).toMatchObject([
      { decision: 'refused', reason: 'insufficient_scope', status: 403, subject: 'u1', route },
    ])
  })

  it('comes at once where there is no body to send', async () => {
    await withAuth(verifier, () => new Response(null, { status: 204 }))(await good())
    await withAuth(verifier, () => new Response('in'))(await good({ method: 'HEAD' }))
    expect(messages.map(({ status }) => status)).toEqual([204, 200])
  })

  it('comes when a stream has ended, which is read no faster than it is asked for', async () => {
    let pulled = 0
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          pulled += 1
          if (pulled > 2) controller.close()
          else controller.enqueue(encode(`part ${pulled}`))
        },
      },
      { highWaterMark: 0 },
    )
    const own = new Response(stream, { headers: { 'X-Own': 'yes' }, status: 206 })
    const answer = await withAuth(verifier, () => own)(await good())
    expect([answer.status, answer.headers.get('X-Own'), pulled]).toEqual([206, 'yes', 0])
    const reader = answer.body?.getReader()
    await reader?.read()
    expect(pulled).toBe(1)
    await reader?.read()
    expect(messages).toEqual([])
    await reader?.read()
    expect(messages).toMatchObject([{ status: 206 }])
  })

  it('comes when nobody wants a stream any more, and when it has failed', async () => {
    let cancelled: unknown
    const endless = new ReadableStream({ cancel: (reason) => void (cancelled = reason) })
    const left = await withAuth(verifier, () => new Response(endless))(await good())
    await left.body?.cancel('gone')
    expect(cancelled).toBe('gone')
    expect(messages).toMatchObject([{ status: 200 }])
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error('broken')),
    })
    const failing = await withAuth(verifier, () => new Response(broken))(await good())
    await expect(failing.text()).rejects.toThrow('broken')
    expect(messages).toHaveLength(2)
  })

  it('says of a client that left before an answer that it was sent none', async () => {
    const gone = new AbortController()
    const handler = withAuth(verifier, async () => {
      gone.abort()
      return new Response('in')
    })
    await handler(await good({ signal: gone.signal }))
    expect(messages).toMatchObject([{ decision: 'accepted', status: 499 }])
    await handler(await good({ signal: gone.signal }))
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages[1]).toMatchObject({ status: 499 })
  })

  it('goes by the word of a platform that tells when an answer was sent', async () => {
    const sent = new EventEmitter()
    const info = { remoteAddr: { hostname: '127.0.0.1' }, completed: once(sent, 'sent') }
    const own = new Response('in')
    const handler = withAuth(verifier, (_request, _info: unknown) => own)
    expect(await handler(await good(), info)).toBe(own)
    await own.text()
    expect(messages).toEqual([])
    sent.emit('sent')
    await expect.poll(() => messages).toMatchObject([{ status: 200 }])
  })

  it('counts a handler that fails as a failure', async () => {
    const broken = withAuth(verifier, () => {
      throw new Error('broken')
    })
    await expect(broken(await good())).rejects.toThrow('broken')
    expect(messages).toMatchObject([{ decision: 'accepted', status: 500 }])
  })

  it('comes of what is done by hand, too', async () => {
    const request = new Request(url)
    const refused = await authenticate(verifier)(request).catch(errorResponse)
    await finishResponse(request, refused as Response).text()
    expect(messages).toMatchObject([
      { decision: 'refused', reason: 'missing_credentials', status: 401, subject: undefined },
    ])
  })
})
