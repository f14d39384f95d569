import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier } from '@countersign/core'
import { authenticated } from '@countersign/testing'
import { bodyParser } from '@koa/bodyparser'
import type Koa from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { authenticate, authOf, requireScopes } from '../src/index.js'
import { serve } from './listen.js'
import { versions } from './versions.js'

describe.each(versions)('authenticated() of the test kit on $name', ({ Koa }) => {
  function createApp(): Koa {
    const verifier = createVerifier({
      issuer: 'https://id.example',
      audience: 'https://rs.example',
    })
    onTestFinished(() => verifier.close())
    const app = new Koa()
    app.silent = true
    app.use(bodyParser())
    app.use(authenticate(verifier))
    app.use(requireScopes('orders:read'))
    app.use((ctx) => {
      ctx.body = authOf(verifier, ctx).subject
    })
    return app
  }

  it('calls it as a verified caller, whose scopes are checked', async () => {
    const app = createApp()
    expect(await (await post(app, ['orders:read'])).text()).toBe('alice')
    const refused = await post(app, [])
    expect(refused.status).toBe(403)
    expect(refused.headers.get('WWW-Authenticate')).toContain('scope="orders:read"')
  })

  it('leaves the application as it is', async () => {
    const app = createApp()
    authenticated(app, { subject: 'alice' })
    expect((await fetch(await serve(app))).status).toBe(401)
  })
})

async function open(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What an application answers to somebody. */
async function post(app: Koa, scopes: readonly string[]): Promise<Response> {
  const url = await open(authenticated(app, { subject: 'alice', scopes }))
  return fetch(url, {
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json' },
  })
}
