import { createVerifier, ConfigError, isAuthError, type Verifier } from '@countersign/core'
import cors from '@fastify/cors'
import formbody from '@fastify/formbody'
import { describe, expect, it, vi } from 'vitest'
import { authenticate, authOf } from '../src/index.js'
import { application, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

const CHALLENGE = /^Bearer realm="https:..rs.example", DPoP realm=/

describe('authenticate', () => {
  it('sets request.auth for what comes after it', async () => {
    const app = application()
    app.addHook('onRequest', authenticate(verifier))
    app.get('/', async (request) => Reflect.get(request, 'auth') as unknown)
    const headers = bearer(await provider.token())
    const answer = await fetch(await serve(app), { headers })
    expect(await answer.json()).toMatchObject({ subject: 'u1', clientId: 'c1' })
  })

  it('sets it to undefined where credentials are optional and absent', async () => {
    const app = application()
    app.addHook('onRequest', authenticate(verifier, { optional: true }))
    app.get('/', async (request) => ['auth' in request && request.auth === undefined])
    expect(await (await fetch(await serve(app))).json()).toEqual([true])
  })

  it('protects the context that it is added to, its routes of all times and its 404s', async () => {
    const app = application()
    app.get('/open', async () => 'open')
    await app.register(
      async (api) => {
        api.get('/early', async () => 'early')
        api.addHook('onRequest', authenticate(verifier))
        api.setNotFoundHandler(async (_request, reply) => reply.code(404).send('nothing'))
        await api.register(async (inner) => {
          inner.get('/inner', async () => 'inner')
        })
      },
      { prefix: '/api' },
    )
    const url = await serve(app)
    const paths = ['/open', '/api/early', '/api/inner', '/api/none', '/none']
    const answers = await Promise.all(paths.map((path) => fetch(url + path)))
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 401, 404])
    const headers = bearer(await provider.token())
    expect(await (await fetch(`${url}/api/inner`, { headers })).text()).toBe('inner')
    expect((await fetch(`${url}/api/none`, { headers })).status).toBe(404)
  })

  it('protects one route', async () => {
    const app = application()
    app.get('/one', { onRequest: authenticate(verifier) }, async () => 'in')
    app.get('/open', async () => 'open')
    const url = await serve(app)
    expect((await fetch(`${url}/one`)).status).toBe(401)
    expect((await fetch(`${url}/one`, { method: 'HEAD' })).status).toBe(401)
    expect((await fetch(`${url}/open`)).status).toBe(200)
  })

  it('reads no body of a request that it refuses', async () => {
    const app = application()
    const parse = vi.fn<() => void>()
    app.addContentTypeParser('text/x', (_request, _payload, done) => {
      parse()
      done(null)
    })
    app.post('/', { onRequest: authenticate(verifier) }, async () => 'in')
    const init = { method: 'POST', body: 'x', headers: { 'Content-Type': 'text/x' } }
    expect((await fetch(await serve(app), init)).status).toBe(401)
    expect(parse).not.toHaveBeenCalled()
  })

  it('finds the token of a form as preValidation, and not before the body is there', async () => {
    const options = { issuer: provider.issuer, audience: 'https://rs.example' }
    const forms = createVerifier({ ...options, sources: { body: true } })
    const app = application()
    await app.register(formbody)
    app.post('/late', { preValidation: authenticate(forms) }, async () => 'in')
    app.post('/early', { onRequest: authenticate(forms) }, async () => 'in')
    const url = await serve(app)
    const body = new URLSearchParams({ access_token: await provider.token() })
    const post = async (path: string): Promise<number> =>
      (await fetch(url + path, { method: 'POST', body })).status
    expect([await post('/late'), await post('/early')]).toEqual([200, 401])
  })

  it('verifies a request once, however often it is used', async () => {
    const verifyRequest = vi.fn<typeof verifier.verifyRequest>((request) =>
      verifier.verifyRequest(request),
    )
    const counted = { ...verifier, verifyRequest }
    const app = application()
    app.addHook('onRequest', authenticate(counted, { optional: true }))
    app.get('/', { preHandler: authenticate(counted) }, async () => 'in')
    const url = await serve(app)
    expect((await fetch(url, { headers: bearer(await provider.token()) })).status).toBe(200)
    expect(verifyRequest).toHaveBeenCalledTimes(1)
    expect((await fetch(url)).status).toBe(401)
  })

  it('dies on a malformed verifier or option when it is made', () => {
    expect(() => authenticate({} as Verifier)).toThrow(ConfigError)
    const options = { optinal: true } as object
    expect(() => authenticate(verifier, options)).toThrow('"optinal"')
  })
})

describe('a refusal', () => {
  it('keeps its challenge on the default path, beside the headers that cors sets', async () => {
    const app = application()
    await app.register(cors, { exposedHeaders: 'X-Total' })
    app.addHook('onRequest', authenticate(verifier))
    const headers = { Origin: 'https://app.example' }
    const answer = await fetch(await serve(app), { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(CHALLENGE)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('X-Total, WWW-Authenticate')
    expect(await answer.json()).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: expect.any(String),
    })
  })

  it('reaches the error handler of the application as an AuthError', async () => {
    const app = application()
    app.setErrorHandler(async (error, _request, reply) => {
      if (!isAuthError(error)) throw error
      return reply
        .code(error.status)
        .headers({ ...error.headers })
        .send({ mine: error.reason })
    })
    app.get('/', { onRequest: authenticate(verifier) }, async () => 'in')
    const answer = await fetch(await serve(app), { headers: bearer('nonsense') })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
    expect(await answer.json()).toEqual({ mine: 'opaque_token' })
  })

  it('says nothing about a failure of ours, and keeps it for the log', async () => {
    const { verifier: lost, provider: down } = await startProvider()
    const token = await down.token()
    down.fault('all', 'down')
    const secret = { ...lost, verifyRequest: lost.verifyRequest.bind(lost) }
    const lines: string[] = []
    const app = application({ logger: { stream: { write: (line) => void lines.push(line) } } })
    app.addHook('onRequest', authenticate(secret))
    const answer = await fetch(await serve(app), { headers: bearer(token) })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(answer.headers.get('WWW-Authenticate')).toBeNull()
    expect(await answer.text()).not.toMatch(/keys|identity provider|127\.0\.0\.1/)
    expect(lines.join('')).toContain('The keys of the identity provider')
    expect(lines.join('')).not.toContain(token)
  })

  it('puts no token into the log, nor does an Authentication', async () => {
    const lines: string[] = []
    const stream = { write: (line: string): void => void lines.push(line) }
    const app = application({ logger: { level: 'trace', stream } })
    app.addHook('onRequest', authenticate(verifier))
    app.get('/', async (request) => {
      request.log.info({ auth: authOf(verifier, request) }, 'who')
      return 'in'
    })
    const url = await serve(app)
    const [good, expired] = [await provider.token(), await provider.token({ exp: 1 })]
    await fetch(url, { headers: bearer(good) })
    await fetch(url, { headers: bearer(expired) })
    await expect
      .poll(() => lines.filter((line) => line.includes('request completed')))
      .toHaveLength(2)
    expect(lines.join('')).toContain('"subject":"u1"')
    for (const token of [good, expired]) expect(lines.join('')).not.toContain(token.slice(-40))
  })
})
