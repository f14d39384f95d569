import { ConfigError, scopes, type Policy } from '@countersign/core'
import type { ErrorRequestHandler } from 'express'
import { describe, expect, it, vi } from 'vitest'
import { authenticate, authorize, requireScopes } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

describe.each(versions)('authorize on $name', ({ express }) => {
  it('lets pass whom the policy is satisfied with, and challenges everyone else', async () => {
    const app = express()
    app.use(authenticate(verifier))
    app.get('/', requireScopes('read', 'write'), (_req, res) => void res.json('in'))
    const url = await serve(app)
    const both = bearer(await provider.token({ scope: 'write read' }))
    expect(await (await fetch(url, { headers: both })).json()).toBe('in')
    const answer = await fetch(url, { headers: bearer(await provider.token()) })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="read write"')
  })

  it('refuses everyone, loudly, where authenticate never ran', async () => {
    const handler = vi.fn<() => void>()
    const errors: unknown[] = []
    const watch: ErrorRequestHandler = (error, _req, _res, next) => {
      errors.push(error)
      next(error)
    }
    const app = express()
    app.get('/', authorize(scopes('read')), handler)
    app.use(watch)
    const headers = bearer(await provider.token())
    expect((await fetch(await serve(app), { headers })).status).toBe(500)
    expect(errors).toEqual([expect.any(ConfigError)])
    expect(handler).not.toHaveBeenCalled()
  })

  it('asks for credentials where they were optional and did not come', async () => {
    const app = express()
    app.get('/', authenticate(verifier, { optional: true }), authorize(scopes('read')))
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
