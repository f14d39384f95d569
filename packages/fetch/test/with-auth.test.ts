import { ConfigError, createVerifier, scopes, type Verifier } from '@countersign/core'
import { describe, expect, it, vi } from 'vitest'
import { authOf, withAuth, type WithAuthOptions } from '../src/index.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

const url = 'https://rs.example/orders'
const CHALLENGE = /^Bearer realm="https:..rs.example", DPoP realm=/

async function good(claims = {}, headers = {}): Promise<Request> {
  return new Request(url, { headers: { ...bearer(await provider.token(claims)), ...headers } })
}

describe('withAuth', () => {
  it('calls the handler with a request whose auth is there, and with all that came beside it', async () => {
    const handler = withAuth(verifier, (request, context: { id: string }) =>
      Response.json([request.auth.subject, authOf(verifier, request) === request.auth, context]),
    )
    const answer = await handler(await good({ sub: 'u2' }), { id: '7' })
    expect(await answer.json()).toEqual(['u2', true, { id: '7' }])
  })

  it('answers everybody else with the whole challenge, and a problem document', async () => {
    const inner = vi.fn<() => Response>(() => new Response('in'))
    const handler = withAuth(verifier, inner)
    const nobody = await handler(new Request(url))
    expect(nobody.status).toBe(401)
    expect(nobody.headers.get('WWW-Authenticate')).toMatch(CHALLENGE)
    expect(nobody.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await nobody.json()).toMatchObject({ title: 'Unauthorized', status: 401 })
    const bad = await handler(new Request(url, { headers: bearer('x') }))
    expect(bad.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
    expect(inner).not.toHaveBeenCalled()
  })

  it('checks a policy', async () => {
    const policy = scopes('write')
    const handler = withAuth(verifier, () => new Response('in'), { policy })
    expect((await handler(await good({ scope: 'write' }))).status).toBe(200)
    const answer = await handler(await good())
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="write"')
  })

  it('lets absent credentials pass where they are optional, until somebody asks for them', async () => {
    const optional = { optional: true }
    const lenient = withAuth(verifier, ({ auth }) => Response.json([auth === undefined]), optional)
    expect(await (await lenient(new Request(url))).json()).toEqual([true])
    const inner = (request: Request): Response => new Response(authOf(verifier, request).subject)
    const strict = await withAuth(verifier, inner, optional)(new Request(url))
    expect(strict.status).toBe(401)
    expect(strict.headers.get('WWW-Authenticate')).toMatch(CHALLENGE)
    expect((await lenient(new Request(url, { headers: bearer('x') }))).status).toBe(401)
  })

  it('leaves errors of the handler, and mistakes of the programmer, to the platform', async () => {
    const broken = withAuth(verifier, () => {
      throw new Error('broken')
    })
    await expect(broken(await good())).rejects.toThrow('broken')
    const other = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })
    const wrong = withAuth(verifier, (request) => new Response(authOf(other, request).subject))
    await expect(wrong(await good())).rejects.toThrow(ConfigError)
  })

  it('says nothing about a failure of ours', async () => {
    const { verifier: lost, provider: down } = await startProvider()
    const headers = bearer(await down.token())
    down.fault('all', 'down')
    const answer = await withAuth(lost, () => new Response('in'))(new Request(url, { headers }))
    expect(answer.status).toBe(503)
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(answer.headers.get('WWW-Authenticate')).toBeNull()
    expect(await answer.json()).not.toHaveProperty('detail')
  })

  it.each<[string, WithAuthOptions]>([
    ['optinal', { optinal: true } as WithAuthOptions],
    ['optional', { optional: 1 } as unknown as WithAuthOptions],
    ['connection', { connection: {} } as unknown as WithAuthOptions],
    ['formLimit', { formLimit: -1 }],
    ['formLimit', { formLimit: 0.5 }],
    ['authorize', { policy: {} } as unknown as WithAuthOptions],
    ['route', { route: 7 } as unknown as WithAuthOptions],
  ])('dies on a malformed %s when it is made', (option, options) => {
    const make = (): unknown => withAuth(verifier, () => new Response(), options)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(`"${option}"`)
  })

  it('dies on a malformed verifier when it is made', () => {
    expect(() => withAuth({} as Verifier, () => new Response())).toThrow(ConfigError)
  })
})

describe('the response', () => {
  it('is the one of the handler, where nothing has to be put on it', async () => {
    const own = new Response('in')
    expect(await withAuth(verifier, () => own)(await good())).toBe(own)
  })

  it('carries what it has to, whatever the handler says, also if it is immutable', async () => {
    const options = { issuer: provider.issuer, audience: 'https://rs.example' }
    const queries = createVerifier({ ...options, sources: { query: true } })
    const request = new Request(`${url}?access_token=${await provider.token()}`)
    const shared = { headers: { 'Cache-Control': 'public', 'X-Own': 'yes' }, status: 202 }
    const answer = await withAuth(queries, () => new Response('in', shared))(request.clone())
    expect([answer.status, answer.headers.get('X-Own')]).toEqual([202, 'yes'])
    expect(answer.headers.get('Cache-Control')).toBe('private')
    expect(await answer.text()).toBe('in')

    const redirect = Response.redirect('https://rs.example/elsewhere', 303)
    const copied = await withAuth(queries, () => redirect)(request.clone())
    expect([copied.status, copied.headers.get('Location')]).toEqual([
      303,
      'https://rs.example/elsewhere',
    ])
    expect(copied.headers.get('Cache-Control')).toBe('private')
  })

  it('exposes its challenge to other origins, beside what the handler exposes', async () => {
    const headers = { Origin: 'https://app.example' }
    const handler = withAuth(verifier, () => new Response('in'))
    const refused = await handler(new Request(url, { headers }))
    expect(refused.headers.get('Access-Control-Expose-Headers')).toBe('WWW-Authenticate')
    const accepted = await handler(await good({}, headers))
    expect(accepted.headers.get('Access-Control-Expose-Headers')).toBeNull()
    const own = { 'Access-Control-Expose-Headers': 'X-Total', 'DPoP-Nonce': 'n' }
    const answer = await withAuth(
      verifier,
      () => new Response('in', { headers: own }),
    )(await good({}, headers))
    expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('X-Total, DPoP-Nonce')
  })
})
