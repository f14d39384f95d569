import { check, ConfigError, scopes, type Policy } from '@countersign/core'
import { describe, expect, it, vi } from 'vitest'
import { authenticate, authorize, requireScopes } from '../src/index.js'
import { application, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()

describe('authorize', () => {
  it('lets pass whom the policy is satisfied with, and challenges everyone else', async () => {
    const app = application()
    app.addHook('onRequest', authenticate(verifier))
    app.get('/', { onRequest: requireScopes('read', 'write') }, async () => 'in')
    const url = await serve(app)
    const both = bearer(await provider.token({ scope: 'write read' }))
    expect(await (await fetch(url, { headers: both })).text()).toBe('in')
    const answer = await fetch(url, { headers: bearer(await provider.token()) })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="read write"')
  })

  it('works for a whole context, and shows policies the body that was parsed meanwhile', async () => {
    const mine = check((_auth, request) => Object(request?.body).owner === 'u1')
    const app = application()
    app.addHook('onRequest', authenticate(verifier))
    app.addHook('preHandler', authorize(mine))
    app.post('/', async () => 'in')
    const url = await serve(app)
    const post = async (owner: string): Promise<number> => {
      const headers = { ...bearer(await provider.token()), 'Content-Type': 'application/json' }
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ owner }) })).status
    }
    expect([await post('u1'), await post('u2')]).toEqual([200, 403])
  })

  it('refuses everyone, loudly, where authenticate never ran, or runs later', async () => {
    const handler = vi.fn<() => Promise<string>>()
    const errors: unknown[] = []
    const app = application()
    app.addHook('onError', async (_request, _reply, error) => void errors.push(error))
    app.get('/never', { onRequest: requireScopes('read') }, handler)
    const late = { onRequest: requireScopes('read'), preHandler: authenticate(verifier) }
    app.get('/late', late, handler)
    const url = await serve(app)
    const headers = bearer(await provider.token())
    expect((await fetch(`${url}/never`, { headers })).status).toBe(500)
    expect((await fetch(`${url}/late`, { headers })).status).toBe(500)
    expect(errors).toEqual([expect.any(ConfigError), expect.any(ConfigError)])
    expect(handler).not.toHaveBeenCalled()
  })

  it('asks for credentials where they were optional and did not come', async () => {
    const app = application()
    app.addHook('onRequest', authenticate(verifier, { optional: true }))
    app.get('/', { onRequest: authorize(scopes('read')) }, async () => 'in')
    const answer = await fetch(await serve(app))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP realm=/,
    )
  })

  it('dies on a malformed policy when it is made', () => {
    expect(() => authorize(undefined as unknown as Policy)).toThrow(ConfigError)
    expect(() => requireScopes()).toThrow(ConfigError)
  })
})
