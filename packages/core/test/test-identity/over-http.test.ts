import { EventEmitter } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { authenticated, authenticatedFetch } from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { isAuthError, type TokenRequest, type Verifier } from '../../src/index.js'
import { listen } from '../support/listen.js'
import { tokenRequest } from '../support/token-request.js'
import { createWorld, type World } from '../support/world.js'

let world: World
let verifier: Verifier
const closers: (() => Promise<void>)[] = []

beforeAll(async () => {
  world = await createWorld()
  verifier = world.verifier()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const close of closers.splice(0)) await close()
})
afterAll(() => world.close())

async function serve(listener: RequestListener): Promise<string> {
  const server = await listen(listener)
  closers.push(() => server.close())
  return server.url
}

const alice = { subject: 'alice' }

/** A request of Node, as an adapter describes it. */
function described(req: IncomingMessage): TokenRequest {
  const { method = '', url = '', headers, rawHeaders, socket } = req
  return { method, url, headers, rawHeaders, socket, secure: true, raw: req }
}

/** The same, out of what a framework has made of it: nothing of Node is left. */
function converted({ method = '', url = '', headers }: IncomingMessage): TokenRequest {
  return { method, url, headers, secure: true, raw: {} }
}

/** Who it is, or why it is nobody. */
async function whoIs(request: TokenRequest): Promise<string> {
  try {
    return (await verifier.verifyRequest(request)).subject ?? ''
  } catch (error) {
    return isAuthError(error) ? error.reason : String(error)
  }
}

const app =
  (describe: (req: IncomingMessage) => TokenRequest = described): RequestListener =>
  (req, res) =>
    void whoIs(describe(req)).then((who) => res.end(who))

/** One that others may come before the end of. */
const slow: RequestListener = (req, res) =>
  void new Promise((resolve) => setImmediate(resolve))
    .then(() => whoIs(described(req)))
    .then((who) => res.end(who))

/** A request that says it has come over something else. */
const elsewhere: RequestListener = (req, res) =>
  void whoIs({ ...converted(req), socket: {} as never }).then((who) => res.end(who))

const handler = async (raw: Request): Promise<Response> =>
  new Response(await whoIs(tokenRequest({ raw })))

/** A handler that starts a server, and asks it. */
const starting = async (): Promise<Response> => new Response(await get(await serve(app(converted))))

const get = async (url: string, init?: RequestInit): Promise<string> =>
  (await fetch(url, init)).text()

describe('authenticated over HTTP', () => {
  it('lets the request in that it was given, and leaves the application as it is', async () => {
    const listener = app()
    expect(await get(await serve(authenticated(listener, alice)))).toBe('alice')
    expect(await get(await serve(listener))).toBe('missing_credentials')
  })

  it('tells callers apart that come at the same time', async () => {
    const urls = await Promise.all([
      serve(authenticated(slow, alice)),
      serve(slow),
      serve(authenticated(slow, { subject: 'bob' })),
    ])
    const answers = await Promise.all([...urls, ...urls].map((url) => get(url)))
    const one = ['alice', 'missing_credentials', 'bob']
    expect(answers).toEqual([...one, ...one])
  })

  it('knows the request again where the framework has lost its way through callbacks', async () => {
    const emitter = new EventEmitter()
    const handle = app()
    emitter.on('request', handle)
    const pending: Parameters<RequestListener>[] = []
    const listener: RequestListener = (req, res) => void pending.push([req, res])
    const answer = get(await serve(authenticated(listener, alice)))
    await vi.waitFor(() => expect(pending).toHaveLength(1))
    emitter.emit('request', ...(pending[0] ?? []))
    expect(await answer).toBe('alice')
  })

  it('knows what a framework has made of the request', async () => {
    expect(await get(await serve(authenticated(app(converted), alice)))).toBe('alice')
  })

  it('fails a request that has a token as well', async () => {
    const headers = { Authorization: `Bearer ${await world.provider.token()}` }
    const url = await serve(authenticated(app(), alice))
    expect(await get(url, { headers })).toContain('carries credentials as well')
  })

  it('is over with the answer: what a handler leaves behind is nobody', async () => {
    let tell: (who: Promise<string>) => void
    const left = new Promise<string>((resolve) => {
      tell = resolve
    })
    const listener: RequestListener = (req, res) => {
      res.once('close', () => setImmediate(() => tell(whoIs(converted(req)))))
      res.end()
    }
    await get(await serve(authenticated(listener, alice)))
    expect(await left).toBe('missing_credentials')
  })

  it.each([
    ['of Node', described],
    ['of any other kind', converted],
  ])(
    'lets in nobody who comes over the network to a server that a handler has started: %s',
    async (_kind, describe) => {
      const listener: RequestListener = (req, res) =>
        void serve(app(describe))
          .then((inner) => get(inner))
          .then(async (inner) => res.end(`${inner} ${await whoIs(describe(req))}`))
      expect(await get(await serve(authenticated(listener, alice)))).toBe(
        'missing_credentials alice',
      )
    },
  )

  it('lets in nobody whose request seems to have come over another connection', async () => {
    expect(await get(await serve(authenticated(elsewhere, alice)))).toBe('missing_credentials')
  })

  it('refuses to work in production, whenever it was asked', async () => {
    const url = await serve(authenticated(app(), alice))
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => authenticated(app(), alice)).toThrow('NODE_ENV')
    expect(() => authenticatedFetch(() => new Response(), alice)).toThrow('NODE_ENV')
    expect(await get(url)).toContain('must not be installed in production')
  })
})

describe('authenticatedFetch', () => {
  it('lets the request in that it was given, also as a copy', async () => {
    const copying = async (request: Request): Promise<Response> => handler(new Request(request))
    expect(await (await authenticatedFetch(handler, alice)('/')).text()).toBe('alice')
    expect(await (await authenticatedFetch(copying, alice)('/')).text()).toBe('alice')
    expect(await (await handler(new Request('https://localhost'))).text()).toBe(
      'missing_credentials',
    )
  })

  it('is over with the answer', async () => {
    let kept: Request | undefined
    const keeping = (request: Request): Response => {
      kept = request
      return new Response()
    }
    await authenticatedFetch(keeping, alice)('/')
    expect(await whoIs(tokenRequest({ raw: kept }))).toBe('missing_credentials')
  })

  it('lets in nobody who comes over the network to a server that a handler has started', async () => {
    expect(await (await authenticatedFetch(starting, alice)('/')).text()).toBe(
      'missing_credentials',
    )
  })
})
