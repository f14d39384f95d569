import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { webhook, type WebhookOptions } from '../../src/index.js'
import { listen, type HeardRequest } from '../support/listen.js'
import { notice, recipient, sendOne } from '../support/notices.js'

const secret = 'a secret of at least thirty-two bytes'

afterEach(() => {
  vi.useRealTimers()
})

/** What a receiver does, as documented. */
function isSigned({ headers, body }: HeardRequest, key: string): boolean {
  const header = String(headers['countersign-signature'])
  const [, time = '', signature] = /^t=(\d+),v1=([\da-f]{64})$/.exec(header) ?? []
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false
  return createHmac('sha256', key).update(`${time}.${body}`).digest('hex') === signature
}

describe('a webhook', () => {
  it('is posted the notice, signed', async () => {
    const server = await listen()
    const told = notice()
    const notifier = webhook({ url: `${server.origin}/hook?for=us`, secret })
    expect(await sendOne(notifier, told)).toBe('accepted')
    const [request] = server.requests
    if (request === undefined) throw new Error('nothing was sent')
    expect(request).toMatchObject({ method: 'POST', url: '/hook?for=us' })
    expect(request.headers['content-type']).toBe('application/json')
    expect(JSON.parse(request.body)).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      subject: 'alice',
      ...told,
    })
    expect(isSigned(request, secret)).toBe(true)
    expect(isSigned(request, `${secret}r`)).toBe(false)
    expect(isSigned({ ...request, body: request.body.replace('Shop', 'Slop') }, secret)).toBe(false)
  })

  it('knows a notice that comes again by its id, with a signature of its own time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const server = await listen()
    server.answer(503)
    const notifier = webhook({ url: server.origin, secret: Buffer.from(secret) })
    const [delivery] = notifier.deliveries(notice(), recipient())
    const { signal } = new AbortController()
    expect(await delivery?.send(signal)).toMatchObject({ outcome: 'retry' })
    vi.setSystemTime(Date.now() + 20_000)
    await delivery?.send(signal)
    const [first, second] = server.requests
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['countersign-signature']).not.toBe(
      first?.headers['countersign-signature'],
    )
    await sendOne(notifier)
    expect(server.requests[2]?.body).not.toBe(first?.body)
  })

  it('that was moved or refuses is not tried again', async () => {
    const server = await listen()
    const notifier = webhook({ url: server.origin, secret })
    for (const status of [301, 307, 400, 404, 410]) {
      server.answer(status, { location: '/elsewhere' })
      expect(await sendOne(notifier)).toEqual({ outcome: 'failed', problem: `status ${status}` })
    }
    expect(server.requests).toHaveLength(5)
    server.answer(204)
    expect(await sendOne(notifier)).toBe('accepted')
  })

  it('is signed with the secret that was given, whatever becomes of its bytes', async () => {
    const server = await listen()
    const bytes = Buffer.from(secret)
    const notifier = webhook({ url: server.origin, secret: bytes })
    bytes.fill(0)
    await sendOne(notifier)
    const [request] = server.requests
    expect(request && isSigned(request, secret)).toBe(true)
  })

  it.each([
    ['url', { url: 'http://hooks.example' }],
    ['url', { url: 'https://a:b@hooks.example' }],
    ['url', { url: 5 }],
    ['secret', { secret: 'short' }],
    ['secret', { secret: 'a'.repeat(513) }],
    ['secret', { secret: undefined }],
    ['secret', { secret: 1e40 }],
    ['fetch', { fetch: null }],
    ['headers', { headers: {} }],
  ])('refuses a wrong "%s": %j', (option, wrong) => {
    const options = { url: 'https://hooks.example', secret, ...wrong } as WebhookOptions
    expect(() => webhook(options)).toThrow(expect.objectContaining({ name: 'ConfigError', option }))
  })
})
