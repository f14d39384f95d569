import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { authenticated, authenticatedFetch, type TestIdentity } from '../../src/index.js'
import { rawRequest } from '../../src/raw-request.js'

const listener = (_req: IncomingMessage, res: ServerResponse): void => {
  res.end('answered')
}

const failing = async (): Promise<never> => Promise.reject(new Error('no database'))

/** What a handler was called with. */
const echo = async (request: Request, ...rest: unknown[]): Promise<Response> =>
  Response.json([request.method, request.url, await request.text(), ...rest])

/** What a server answers that calls an application as somebody. */
async function answerOf(app: Parameters<typeof authenticated>[0]): Promise<string> {
  const server = createServer(authenticated(app))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('there is no port')
  const { body } = await rawRequest(`http://127.0.0.1:${address.port}/`)
  return body
}

// Each of the frameworks has a test of its own, in the package that is for it.
describe('authenticated() calls', () => {
  it('a function of (req, res), and of (req, res, next)', async () => {
    expect(await answerOf(listener)).toBe('answered')
    const express = (req: IncomingMessage, res: ServerResponse, _next?: unknown): void =>
      listener(req, res)
    expect(await answerOf(express)).toBe('answered')
  })

  it('a server, whether it listens or not', async () => {
    expect(await answerOf(createServer(listener))).toBe('answered')
  })

  it('what makes a function of (req, res)', async () => {
    expect(await answerOf({ callback: () => listener, use: () => undefined })).toBe('answered')
  })

  it('what has to be made ready first, and answers what went wrong with that', async () => {
    const steps: string[] = []
    const app = {
      init: async () => steps.push('init'),
      getHttpServer: () => createServer(listener),
      getHttpAdapter: () => ({ getInstance: () => ({ ready: async () => steps.push('ready') }) }),
    }
    expect(await answerOf(app)).toBe('answered')
    expect(steps).toEqual(['init', 'ready'])
    expect(await answerOf({ ...app, init: failing })).toContain('no database')
  })

  it.each<[what: string, app: unknown, hint: string]>([
    ['what has a fetch', { fetch: () => new Response() }, 'authenticatedFetch()'],
    ['a function of one Request', (_request: Request) => new Response(), 'authenticatedFetch()'],
    ['null', null, 'Express'],
    ['undefined', undefined, 'Express'],
    ['an address', 'http://127.0.0.1', 'Express'],
    ['an empty object', {}, 'Express'],
  ])('not %s', (_what, app, hint) => {
    expect(() => authenticated(app as never)).toThrow(hint)
  })
})

describe('authenticatedFetch() calls', () => {
  it('a handler of one Request, with whatever comes behind it', async () => {
    const handle = authenticatedFetch(echo)
    const request = new Request('https://api.example/orders', { method: 'POST', body: 'x' })
    const called = ['POST', 'https://api.example/orders', 'x', { params: 1 }]
    expect(await (await handle(request, { params: 1 })).json()).toEqual(called)
  })

  it('that with a path, or with a URL, and what goes with that', async () => {
    const handle = authenticatedFetch(echo)
    const path = await handle('/orders?a=1', { method: 'PUT', body: 'x' }, 'env')
    expect(await path.json()).toEqual(['PUT', 'https://localhost/orders?a=1', 'x', 'env'])
    const url = await handle(new URL('http://127.0.0.1:1/a'))
    expect(await url.json()).toEqual(['GET', 'http://127.0.0.1:1/a', ''])
  })

  it('the fetch of an application, as its method', async () => {
    const app = {
      name: 'app',
      fetch(_request: Request): Response {
        return new Response(this.name)
      },
    }
    expect(await (await authenticatedFetch(app)('/')).text()).toBe('app')
  })

  it('nothing else', () => {
    expect(() => authenticatedFetch({} as never)).toThrow(TypeError)
    expect(() => authenticatedFetch(null as never)).toThrow(TypeError)
  })

  it('and rejects where the handler does', async () => {
    await expect(authenticatedFetch(failing)('/')).rejects.toThrow('no database')
  })
})

describe('who calls', () => {
  it.each<[what: string, identity: object, message: string]>([
    ['an unknown member', { user: 'alice' }, '"user"'],
    ['an empty subject', { subject: '' }, '"subject"'],
    ['a client that is no text', { clientId: 1 }, '"clientId"'],
    ['scopes as a text', { scopes: 'read write' }, '"scopes"'],
    ['claims as a list', { claims: [] }, '"claims"'],
    ['a subject twice', { subject: 'alice', claims: { sub: 'bob' } }, '"sub"'],
    ['an issuer twice', { issuer: 'https://a.example', claims: { iss: 'x' } }, '"iss"'],
    ['a binding twice', { binding: { jkt: 'x' }, claims: { cnf: {} } }, '"cnf"'],
  ])('is not told by %s', (_what, identity, message) => {
    expect(() => authenticated(listener, identity as TestIdentity)).toThrow(TypeError)
    expect(() => authenticatedFetch(() => new Response(), identity as TestIdentity)).toThrow(
      message,
    )
  })
})
