import { createVerifier, scopes } from '@countersign/core'
import { authenticated, type TestIdentity } from '@countersign/testing'
import type { Express } from 'express'
import request from 'supertest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { authenticate, authOf, authorize, problemDetails } from '../src/index.js'
import { versions } from './versions.js'

const authIn = (req: object): unknown => (req as { auth?: unknown }).auth

describe.each(versions)('authenticated() of the test kit on $name', ({ express }) => {
  /** A whole application, whose identity provider nobody ever asks. */
  function createApp(): Express {
    const verifier = createVerifier({
      issuer: 'https://id.example',
      audience: 'https://api.example',
      claims: z.object({ sub: z.string(), tenant: z.string().optional() }),
    })
    onTestFinished(() => verifier.close())
    const app = express()
    app.get('/health', (req, res) => void res.json({ auth: authIn(req) !== undefined }))
    app.use(express.json())
    app.use(authenticate(verifier))
    app.get('/orders', authorize(scopes('orders:read')), (req, res) => {
      const { subject, claims } = authOf(verifier, req)
      res.json({ subject, tenant: claims.tenant })
    })
    app.post('/orders', authorize(scopes('orders:write')), (req, res) => {
      res.json({ by: authOf(verifier, req).subject, body: req.body as unknown })
    })
    app.use(problemDetails())
    return app
  }

  const alice: TestIdentity = { subject: 'alice', scopes: ['orders:read'] }

  it('calls it as a verified caller', async () => {
    const as = { ...alice, claims: { tenant: 'acme' } }
    const answer = await request(authenticated(createApp(), as)).get('/orders')
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ subject: 'alice', tenant: 'acme' })
  })

  it('leaves the application as it is: without a token nobody gets in', async () => {
    const app = createApp()
    await request(authenticated(app, alice)).get('/orders').expect(200)
    const { status, headers } = await request(app).get('/orders')
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringMatching(/^Bearer/)])
  })

  it('has its policies checked, with the challenge that clients get', async () => {
    const { status, headers } = await request(authenticated(createApp(), alice))
      .post('/orders')
      .send({ item: 1 })
    expect(status).toBe(403)
    expect(headers['www-authenticate']).toContain('scope="orders:write"')
  })

  it('comes through a body that was parsed before', async () => {
    const bob = { subject: 'bob', scopes: ['orders:write'] }
    const { body } = await request(authenticated(createApp(), bob))
      .post('/orders')
      .send({ item: 1 })
    expect(body).toEqual({ by: 'bob', body: { item: 1 } })
  })

  it('says nothing where nobody asks: a route without authenticate knows nobody', async () => {
    const { body } = await request(authenticated(createApp(), alice)).get('/health')
    expect(body).toEqual({ auth: false })
  })

  it('fails with what is wrong where the claims do not match the schema', async () => {
    const wrong = { ...alice, claims: { tenant: 7 } }
    const app = createApp()
    let message = ''
    app.use(
      (error: Error, _req: unknown, res: { sendStatus(status: number): void }, _next: unknown) => {
        message = error.message
        res.sendStatus(500)
      },
    )
    await request(authenticated(app, wrong)).get('/orders').expect(500)
    expect(message).toBe('"claims" do not match the schema of this verifier at: tenant')
  })
})
