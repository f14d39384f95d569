import { describe, expect, it } from 'vitest'
import { authenticate, withAuth } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

describe.each(versions)('withAuth on $name', ({ express }) => {
  it('gives the handler req.auth', async () => {
    const app = express()
    app.use(authenticate(verifier))
    app.get(
      '/orders/:id',
      withAuth(verifier, (req, res) => void res.json([req.params.id, req.auth.subject])),
    )
    const headers = bearer(await provider.token())
    const answer = await fetch(`${await serve(app)}/orders/7`, { headers })
    expect(await answer.json()).toEqual(['7', 'u1'])
  })

  it('never calls the handler without an Authentication', async () => {
    const app = express()
    const handler = withAuth(verifier, (_req, res) => void res.json('in'))
    app.get('/without', handler)
    app.get('/optional', authenticate(verifier, { optional: true }), handler)
    const url = await serve(app)
    expect((await fetch(`${url}/without`)).status).toBe(500)
    expect((await fetch(`${url}/optional`)).status).toBe(401)
  })

  it('hands on what the handler rejects with', async () => {
    const app = express()
    const teapot = Object.assign(new Error('short and stout'), { status: 418 })
    app.use(authenticate(verifier))
    app.get(
      '/',
      withAuth(verifier, async () => Promise.reject(teapot)),
    )
    const headers = bearer(await provider.token())
    expect((await fetch(await serve(app), { headers })).status).toBe(418)
  })
})
