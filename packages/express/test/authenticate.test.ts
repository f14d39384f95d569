import { ConfigError, isAuthError, type Verifier } from '@countersign/core'
import type { ErrorRequestHandler, Request } from 'express'
import { describe, expect, it, vi } from 'vitest'
import { authenticate } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

const authIn = (req: Request): unknown => (req as { auth?: unknown }).auth

describe.each(versions)('authenticate on $name', ({ express }) => {
  it('sets req.auth for what comes after it', async () => {
    const app = express()
    app.use(authenticate(verifier))
    app.get('/', (req, res) => void res.json(authIn(req)))
    const answer = await fetch(await serve(app), { headers: bearer(await provider.token()) })
    expect(await answer.json()).toMatchObject({ subject: 'u1', clientId: 'c1' })
  })

  it('sets req.auth to undefined where credentials are optional and absent', async () => {
    const app = express()
    app.use(authenticate(verifier, { optional: true }))
    app.get('/', (req, res) => void res.json('auth' in req && authIn(req) === undefined))
    expect(await (await fetch(await serve(app))).json()).toBe(true)
  })

  it('hands the error to error middleware, and keeps the challenge without any', async () => {
    const seen: unknown[] = []
    const watch: ErrorRequestHandler = (error, _req, _res, next) => {
      seen.push(error)
      next(error)
    }
    const app = express()
    app.use(authenticate(verifier), watch)
    const answer = await fetch(await serve(app))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP realm=/,
    )
    expect(seen).toHaveLength(1)
    expect(isAuthError(seen[0])).toBe(true)
  })

  it('verifies a request once, however often it is used', async () => {
    const verifyRequest = vi.fn<typeof verifier.verifyRequest>((request) =>
      verifier.verifyRequest(request),
    )
    const counted = { ...verifier, verifyRequest }
    const app = express()
    app.use(authenticate(counted, { optional: true }))
    app.use('/admin', authenticate(counted))
    app.get('/admin', (req, res) => void res.json(authIn(req)))
    const url = `${await serve(app)}/admin`
    const answer = await fetch(url, { headers: bearer(await provider.token()) })
    expect(answer.status).toBe(200)
    expect(verifyRequest).toHaveBeenCalledTimes(1)
    expect((await fetch(url)).status).toBe(401)
  })
})

it('dies on a malformed verifier or option when it is made', () => {
  expect(() => authenticate({} as Verifier)).toThrow(ConfigError)
  const options = { optinal: true } as object
  expect(() => authenticate(verifier, options)).toThrow('"optinal"')
})
