import { ConfigError, isAuthError, type Verifier } from '@countersign/core'
import cors from '@koa/cors'
import { describe, expect, it, vi } from 'vitest'
import { authenticate } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

describe.each(versions)('authenticate on $name', ({ Koa }) => {
  it('sets ctx.state.auth for what comes after it', async () => {
    const app = new Koa()
    app.use(authenticate(verifier)).use((ctx) => {
      ctx.body = ctx.state.auth
    })
    const headers = bearer(await provider.token())
    const answer = await fetch(await serve(app), { headers })
    expect(await answer.json()).toMatchObject({ subject: 'u1', clientId: 'c1' })
  })

  it('sets it to undefined where credentials are optional and absent', async () => {
    const app = new Koa()
    app.use(authenticate(verifier, { optional: true })).use((ctx) => {
      ctx.body = ['auth' in ctx.state && ctx.state.auth === undefined]
    })
    expect(await (await fetch(await serve(app))).json()).toEqual([true])
  })

  it('throws an error whose challenge survives, beside the headers that cors sets', async () => {
    const seen: unknown[] = []
    const app = new Koa()
    app.use(cors({ exposeHeaders: 'WWW-Authenticate' }))
    app.use(async (_ctx, next) => {
      try {
        await next()
      } catch (error) {
        seen.push(error)
        throw error
      }
    })
    app.use(authenticate(verifier))
    const headers = { Origin: 'https://app.example' }
    const answer = await fetch(await serve(app), { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP realm=/,
    )
    expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('WWW-Authenticate')
    expect(seen).toHaveLength(1)
    expect(isAuthError(seen[0])).toBe(true)
  })

  it('verifies a request once, however often it is used', async () => {
    const verifyRequest = vi.fn<typeof verifier.verifyRequest>((request) =>
      verifier.verifyRequest(request),
    )
    const counted = { ...verifier, verifyRequest }
    const app = new Koa()
    app.use(authenticate(counted, { optional: true }))
    app.use(authenticate(counted)).use((ctx) => {
      ctx.body = 'in'
    })
    const url = await serve(app)
    expect((await fetch(url, { headers: bearer(await provider.token()) })).status).toBe(200)
    expect(verifyRequest).toHaveBeenCalledTimes(1)
    expect((await fetch(url)).status).toBe(401)
  })
})

it('dies on a malformed verifier or option when it is made', () => {
  expect(() => authenticate({} as Verifier)).toThrow(ConfigError)
  const options = { optinal: true } as object
  expect(() => authenticate(verifier, options)).toThrow('"optinal"')
})
