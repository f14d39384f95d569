import { EventEmitter, once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import {
  createTestIdentityProvider,
  type Fault,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { FetchOptions } from '../../src/keys/fetch-document.js'
import { fetchJson } from '../support/fetch-json.js'

let provider: TestIdentityProvider

beforeAll(async () => {
  provider = await createTestIdentityProvider({ algorithms: ['Ed25519'] })
})
afterEach(() => {
  vi.useRealTimers()
  provider.fault('all', undefined)
})
afterAll(() => provider.close())

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

const noEnd = new AbortController().signal

/** The document, or the message of the error. */
async function load(url: string, changes: Partial<FetchOptions> = {}): Promise<unknown> {
  const options = { fetch, maxBytes: 10_000, timeout: 5, signal: noEnd, ...changes }
  return fetchJson(url, options).then(
    ({ document }) => document,
    (error: unknown) => (error as Error).message,
  )
}

/** A server on loopback, and how many of its answers have ended, one way or the other. */
async function withServer(
  serve: RequestListener,
  run: (url: string, answers: { readonly ended: number }) => Promise<void>,
): Promise<void> {
  const answers = { ended: 0 }
  const server = createServer((req, res) => {
    res.once('close', () => {
      answers.ended++
    })
    serve(req, res)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  try {
    await run(`http://127.0.0.1:${port}/`, answers)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Sends as much as is taken. */
const flood: RequestListener = (_, res) => {
  const more = (): void => {
    while (res.write(Buffer.alloc(16_384, ' ')));
  }
  res.on('drain', more)
  more()
}

const drip: RequestListener = (_, res) => {
  const timer = setInterval(() => res.write(' '), 20)
  res.once('close', () => clearInterval(timer))
}

const deaf: typeof fetch = (url) => fetch(url)

/** A stream without end, and what became of it. */
function endless(): { body: ReadableStream; pulled: () => number; cancel: () => void } {
  let pulled = 0
  const cancel = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(1_000))
    },
    cancel,
  })
  return { body, pulled: () => pulled, cancel }
}

describe('the limit of bytes', () => {
  it('lets through as many, and not one more', async () => {
    const { length } = JSON.stringify(provider.jwks)
    expect(await load(provider.jwksUri, { maxBytes: length })).toEqual(provider.jwks)
    const problem = `${provider.jwksUri}: more than ${length - 1} bytes`
    expect(await load(provider.jwksUri, { maxBytes: length - 1 })).toBe(problem)
  })

  it('hangs up on a body that has no end', async () => {
    await withServer(flood, async (url, answers) => {
      expect(await load(url)).toBe(`${url}: more than 10000 bytes`)
      await expect.poll(() => answers.ended, PATIENT).toBe(1)
    })
  })

  it('counts the bytes of a compressed body as they come out', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000, ' '))
    expect(bomb.length).toBeLessThan(10_000)
    const serve: RequestListener = (_, res) =>
      res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb)
    await withServer(serve, async (url) => {
      expect(await load(url)).toBe(`${url}: more than 10000 bytes`)
    })
  })

  it('reads no further than it has to', async () => {
    const { body, pulled, cancel } = endless()
    const answer = (): Promise<Response> => Promise.resolve(new Response(body))
    const outcome = await load('https://id.example/jwks', { fetch: answer })
    expect(outcome).toBe('https://id.example/jwks: more than 10000 bytes')
    expect(pulled()).toBeLessThan(20)
    await expect.poll(() => cancel).toHaveBeenCalledOnce()
  })

  it('reads nothing of a body that is announced as larger', async () => {
    const { body, pulled, cancel } = endless()
    const headers = { 'content-length': '10001' }
    const answer = (): Promise<Response> => Promise.resolve(new Response(body, { headers }))
    const outcome = await load('https://id.example/jwks', { fetch: answer })
    expect(outcome).toBe('https://id.example/jwks: more than 10000 bytes')
    // A stream fills its own queue of one before anyone reads.
    expect(pulled()).toBeLessThan(2)
    await expect.poll(() => cancel).toHaveBeenCalledOnce()
  })

  it.each(['0', '1', 'x', '-1', ''])('does not rely on an announcement of %j', async (length) => {
    const { body } = endless()
    const headers = { 'content-length': length }
    const answer = (): Promise<Response> => Promise.resolve(new Response(body, { headers }))
    const outcome = await load('https://id.example/jwks', { fetch: answer })
    expect(outcome).toBe('https://id.example/jwks: more than 10000 bytes')
  })

  it('lets go of an answer that is of no use', async () => {
    const { body, cancel } = endless()
    const answer = (): Promise<Response> => Promise.resolve(new Response(body, { status: 500 }))
    await load('https://id.example/jwks', { fetch: answer })
    await expect.poll(() => cancel).toHaveBeenCalledOnce()
  })
})

describe('the limit of time', () => {
  it.each<Fault>(['hang', 'drip'])('ends an exchange after so many seconds: %j', async (fault) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    provider.fault('jwks', fault)
    const arrived = provider.requestCount()
    let isOver = false
    const outcome = load(provider.jwksUri).finally(() => {
      isOver = true
    })
    // What vitest waits with moves the timers.
    while (provider.requestCount() === arrived) await setImmediate()
    vi.advanceTimersByTime(4_999)
    await setImmediate()
    expect(isOver).toBe(false)
    vi.advanceTimersByTime(1)
    expect(await outcome).toBe(`${provider.jwksUri}: not finished within 5 seconds`)
  })

  it.each<Fault>(['hang', 'drip'])('is not all: a signal ends it too: %j', async (fault) => {
    provider.fault('jwks', fault)
    const arrived = provider.requestCount()
    const controller = new AbortController()
    const outcome = load(provider.jwksUri, { signal: controller.signal })
    await expect.poll(() => provider.requestCount(), PATIENT).toBe(arrived + 1)
    controller.abort(new Error('told to'))
    expect(await outcome).toBe(`${provider.jwksUri}: told to`)
  })

  it.each([
    ['fetch', fetch],
    ['a fetch that takes no notice', deaf],
  ])('closes the connection of %s', async (_, using) => {
    await withServer(drip, async (url, answers) => {
      const controller = new AbortController()
      let answered = false
      const noticed: typeof fetch = async (...request) => {
        const response = await using(...request)
        answered = true
        return response
      }
      const outcome = load(url, { fetch: noticed, signal: controller.signal })
      await expect.poll(() => answered, PATIENT).toBe(true)
      controller.abort(new Error('told to'))
      expect(await outcome).toBe(`${url}: told to`)
      await expect.poll(() => answers.ended, PATIENT).toBe(1)
    })
  })

  it('lets go of an answer that comes too late', async () => {
    const { body, cancel } = endless()
    const answers = new EventEmitter<{ come: [Response] }>()
    const late = once(answers, 'come').then(([response]) => response as Response)
    const controller = new AbortController()
    const options = { fetch: () => late, signal: controller.signal }
    const outcome = load('https://id.example/jwks', options)
    controller.abort(new Error('told to'))
    expect(await outcome).toBe('https://id.example/jwks: told to')
    answers.emit('come', new Response(body))
    await expect.poll(() => cancel).toHaveBeenCalledOnce()
  })

  it('lets nothing begin after the end', async () => {
    const spy = vi.fn<typeof fetch>()
    const signal = AbortSignal.abort(new Error('over'))
    expect(await load(provider.jwksUri, { fetch: spy, signal })).toBe(`${provider.jwksUri}: over`)
    expect(spy).not.toHaveBeenCalled()
  })
})
