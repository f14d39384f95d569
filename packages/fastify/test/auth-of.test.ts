import { createVerifier, isAuthError } from '@countersign/core'
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { describe, expect, it } from 'vitest'
import { authenticate, authOf } from '../src/index.js'
import { application, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()
const optional = authenticate(verifier, { optional: true })

async function call(
  hook: onRequestHookHandler | undefined,
  handler: (request: FastifyRequest) => unknown,
  headers = {},
): Promise<Response> {
  const app = application()
  app.setErrorHandler(async (error, _request, reply) => {
    if (isAuthError(error) || !(error instanceof Error)) throw error
    return reply.code(200).send(error.message)
  })
  app.get('/', { ...(hook && { onRequest: hook }) }, async (request) => handler(request))
  return fetch(await serve(app), { headers })
}

describe('authOf', () => {
  it('returns the Authentication that authenticate found', async () => {
    const headers = bearer(await provider.token({ sub: 'u2' }))
    const answer = await call(optional, (request) => authOf(verifier, request).subject, headers)
    expect(await answer.text()).toBe('u2')
  })

  it('asks for credentials where they did not come, unless told that they are optional', async () => {
    const strict = await call(optional, (request) => authOf(verifier, request).subject)
    expect(strict.status).toBe(401)
    expect(strict.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP/,
    )
    const lenient = await call(optional, (request) => [
      authOf(verifier, request, { optional: true }) === undefined,
    ])
    expect(await lenient.json()).toEqual([true])
  })

  it('is a programming error where authenticate never ran, or ran with another verifier', async () => {
    const never = await call(undefined, (request) => authOf(verifier, request).subject)
    expect(await never.text()).toContain('"authenticate"')
    const other = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })
    const wrong = await call(optional, (request) => authOf(other, request).subject)
    expect(await wrong.text()).toContain('"verifier"')
  })
})
