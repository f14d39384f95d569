import { createVerifier, isAuthError } from '@countersign/core'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { authenticate, authOf } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

const subject: RequestHandler = (req, res) => void res.json(authOf(verifier, req).subject)
const message: ErrorRequestHandler = (error: Error, _req, res, next) => {
  if (isAuthError(error)) next(error)
  else res.status(500).json(error.message)
}

describe.each(versions)('authOf on $name', ({ express }) => {
  async function call(path: string, handler: RequestHandler, headers = {}): Promise<Response> {
    const app = express()
    app.get('/without', handler)
    app.get('/with', authenticate(verifier, { optional: true }), handler)
    app.use(message)
    return fetch((await serve(app)) + path, { headers })
  }

  it('returns the Authentication that authenticate found', async () => {
    const answer = await call('/with', subject, bearer(await provider.token({ sub: 'u2' })))
    expect(await answer.json()).toBe('u2')
  })

  it('asks for credentials where they did not come, unless told that they are optional', async () => {
    const strict = await call('/with', subject)
    expect(strict.status).toBe(401)
    expect(strict.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP realm=/,
    )
    const lenient = await call('/with', (req, res) => {
      res.json(authOf(verifier, req, { optional: true }) === undefined)
    })
    expect(await lenient.json()).toBe(true)
  })

  it('is a programming error where authenticate never ran, or ran with another verifier', async () => {
    const never = await call('/without', subject)
    expect(await never.json()).toContain('"authenticate"')
    const other = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })
    const wrong = await call('/with', (req, res) => void res.json(authOf(other, req)))
    expect(await wrong.json()).toContain('"verifier"')
  })
})
