import { ConfigError, scopes, type Policy } from '@countersign/core'
import { describe, expect, it, vi } from 'vitest'
import { authenticate, authorize, requireScopes } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

describe.each(versions)('authorize on $name', ({ Koa }) => {
  it('lets pass whom the policy is satisfied with, and challenges everyone else', async () => {
    const app = new Koa()
    app.use(authenticate(verifier))
    app.use(requireScopes('read', 'write'))
    app.use((ctx) => {
      ctx.body = 'in'
    })
    const url = await serve(app)
    const both = bearer(await provider.token({ scope: 'write read' }))
    expect(await (await fetch(url, { headers: both })).text()).toBe('in')
    const answer = await fetch(url, { headers: bearer(await provider.token()) })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="read write"')
  })

  it('refuses everyone, loudly, where authenticate never ran', async () => {
    const handler = vi.fn<() => void>()
    const errors: unknown[] = []
    const app = new Koa()
    app.on('error', (error) => errors.push(error))
    app.use(authorize(scopes('read')))
    app.use(handler)
    const headers = bearer(await provider.token())
    expect((await fetch(await serve(app), { headers })).status).toBe(500)
    expect(errors).toEqual([expect.any(ConfigError)])
    expect(handler).not.toHaveBeenCalled()
  })

  it('asks for credentials where they were optional and did not come', async () => {
    const app = new Koa()
    app.use(authenticate(verifier, { optional: true })).use(authorize(scopes('read')))
    const answer = await fetch(await serve(app))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP realm=/,
    )
  })
})

it('dies on a malformed policy when it is made', () => {
  expect(() => authorize(undefined as unknown as Policy)).toThrow(ConfigError)
  expect(() => requireScopes()).toThrow(ConfigError)
})
