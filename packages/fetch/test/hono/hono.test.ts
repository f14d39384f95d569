import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ConfigError, isAuthError, scopes, type Verifier } from '@countersign/core'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { some } from 'hono/combine'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  authenticate,
  authOf,
  authorize,
  errorResponse,
  requireScopes,
  resourceMetadata,
} from '../../src/hono/index.js'
import { withAuth } from '../../src/index.js'
import { bearer, startProvider } from '../provider.js'

const { provider, verifier } = await startProvider({
  resource: { resource: 'https://rs.example/api' },
})
const { provider: second, verifier: other } = await startProvider()

const url = 'https://rs.example/'
const CHALLENGE = /^Bearer realm="https:..rs.example", resource_metadata=.*, DPoP realm=/

async function send(app: Hono, token?: string, headers = {}): Promise<Response> {
  return app.request(url, { headers: { ...(token && bearer(token)), ...headers } })
}

describe('authenticate', () => {
  it('sets c.var.auth for what comes after it', async () => {
    const app = new Hono<{ Variables: { auth: unknown } }>()
    app.use(authenticate(verifier))
    app.get('/', (c) => c.json([c.get('auth') === authOf(verifier, c), c.var.auth]))
    const answer = await send(app as unknown as Hono, await provider.token())
    expect(await answer.json()).toMatchObject([true, { subject: 'u1', clientId: 'c1' }])
  })

  it('leaves nothing to verify or to tell to what takes the request itself', async () => {
    const verifyRequest = vi.fn<typeof verifier.verifyRequest>((request) =>
      verifier.verifyRequest(request),
    )
    const counted = { ...verifier, verifyRequest }
    const messages: unknown[] = []
    const listener = (message: unknown): void => void messages.push(message)
    subscribe('countersign:usage', listener)
    onTestFinished(() => void unsubscribe('countersign:usage', listener))
    const inner = withAuth(counted, ({ auth }) => new Response(auth.subject))
    const app = new Hono()
    app.use(authenticate(counted))
    app.get('/', (c) => inner(c.req.raw))
    expect(await (await send(app, await provider.token())).text()).toBe('u1')
    expect(verifyRequest).toHaveBeenCalledTimes(1)
    expect(messages).toMatchObject([{ decision: 'accepted', route: '/' }])
  })

  it('throws an error that Hono answers, challenge and all, beside the headers that cors sets', async () => {
    const app = new Hono()
    app.use(cors({ origin: '*', exposeHeaders: ['X-Total'] }))
    app.use(authenticate(verifier))
    app.get('/', (c) => c.text('in'))
    const answer = await send(app, undefined, { Origin: 'https://app.example' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(CHALLENGE)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('X-Total, WWW-Authenticate')
  })

  it('hands its errors to the error handler of the application', async () => {
    const seen: unknown[] = []
    const app = new Hono()
    app.onError((error) => {
      seen.push(error)
      if (isAuthError(error)) return errorResponse(error)
      throw error
    })
    app.use(authenticate(verifier))
    const answer = await send(app, 'x')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
    expect(seen).toHaveLength(1)
  })

  it('verifies a request once, however often it is used, and whatever replaces the request', async () => {
    const verifyRequest = vi.fn<typeof verifier.verifyRequest>((request) =>
      verifier.verifyRequest(request),
    )
    const counted = { ...verifier, verifyRequest }
    const app = new Hono()
    app.use(authenticate(counted, { optional: true }))
    app.use(bodyLimit({ maxSize: 1_000 }))
    app.post('/', authenticate(counted), async (c) => c.text(await c.req.text()))
    const headers = bearer(await provider.token())
    const chunked = new Blob(['the body']).stream()
    const init = { method: 'POST', headers, body: chunked, duplex: 'half' } as RequestInit
    expect(await (await app.request(url, init)).text()).toBe('the body')
    expect(verifyRequest).toHaveBeenCalledTimes(1)
  })

  it('may be one of several that take turns', async () => {
    const app = new Hono()
    app.use(some(authenticate(verifier), authenticate(other)))
    app.get('/', (c) => c.text(authOf(other, c).issuer))
    expect(await (await send(app, await second.token())).text()).toBe(second.issuer)
    expect((await send(app, 'x')).status).toBe(401)
  })

  it('dies on a malformed verifier or option when it is made', () => {
    expect(() => authenticate({} as Verifier)).toThrow(ConfigError)
    expect(() => authenticate(verifier, { optinal: true } as object)).toThrow('"optinal"')
  })
})

describe('authorize', () => {
  it('lets pass whom the policy is satisfied with, and challenges everyone else', async () => {
    const app = new Hono()
    app.use(cors({ origin: '*' }), authenticate(verifier))
    app.get('/', requireScopes('read', 'write'), (c) => c.text('in'))
    const both = await provider.token({ scope: 'write read' })
    expect(await (await send(app, both)).text()).toBe('in')
    const headers = { Origin: 'https://app.example' }
    const answer = await send(app, await provider.token(), headers)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="read write"')
    expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('WWW-Authenticate')
  })

  it('refuses everyone, loudly, where authenticate never ran', async () => {
    const errors: unknown[] = []
    const app = new Hono()
    app.onError((error, c) => {
      errors.push(error)
      return c.text('broken', 500)
    })
    app.get('/', authorize(scopes('read')), (c) => c.text('in'))
    expect((await send(app, await provider.token())).status).toBe(500)
    expect(errors).toEqual([expect.any(ConfigError)])
  })
})

describe('authOf', () => {
  it('asks for credentials where they did not come, unless told that they are optional', async () => {
    const app = new Hono()
    app.use(authenticate(verifier, { optional: true }))
    app.get('/', (c) => c.text(authOf(verifier, c).issuer))
    app.get('/lenient', (c) => c.json([authOf(verifier, c, { optional: true }) === undefined]))
    const strict = await send(app)
    expect(strict.status).toBe(401)
    expect(strict.headers.get('WWW-Authenticate')).toMatch(CHALLENGE)
    expect(await (await app.request(`${url}lenient`)).json()).toEqual([true])
  })
})

describe('the response', () => {
  it('carries what it has to, also if it is immutable, or answers an error', async () => {
    const { verifier: queries, provider: own } = await startProvider({ sources: { query: true } })
    const app = new Hono()
    app.use(authenticate(queries))
    app.get('/redirect', () => Response.redirect('https://rs.example/elsewhere', 302))
    app.get('/missing', () => {
      throw new HTTPException(404, { message: 'nothing' })
    })
    app.get('/own', (c) => c.text('in', 200, { 'Cache-Control': 'public', 'X-Own': 'yes' }))
    const call = async (path: string): Promise<unknown[]> => {
      const answer = await app.request(`${url}${path}?access_token=${await own.token()}`)
      return [answer.status, answer.headers.get('Cache-Control'), answer.headers.get('X-Own')]
    }
    expect(await call('redirect')).toEqual([302, 'private', null])
    expect(await call('missing')).toEqual([404, 'private', null])
    expect(await call('own')).toEqual([200, 'private', 'yes'])
    expect(await call('none')).toEqual([404, 'private', null])
  })
})

describe('resourceMetadata', () => {
  it('serves the document in front of authenticate, and passes everything else on', async () => {
    const app = new Hono()
    app.use(resourceMetadata(verifier), authenticate(verifier))
    const found = await app.request(`${url}.well-known/oauth-protected-resource/api`)
    expect(await found.json()).toMatchObject({ resource: 'https://rs.example/api' })
    expect((await app.request(`${url}.well-known/other`)).status).toBe(401)
  })
})
