import { createVerifier, isAuthError } from '@countersign/core'
import type { Middleware } from 'koa'
import { describe, expect, it } from 'vitest'
import { authenticate, authOf } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

const subject: Middleware = (ctx) => {
  ctx.body = authOf(verifier, ctx).subject
}
const lenient: Middleware = (ctx) => {
  ctx.body = [authOf(verifier, ctx, { optional: true }) === undefined]
}
const message: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    if (isAuthError(error) || !(error instanceof Error)) throw error
    ctx.body = error.message
  }
}

describe.each(versions)('authOf on $name', ({ Koa }) => {
  async function call(handlers: Middleware[], headers = {}): Promise<Response> {
    const app = new Koa()
    for (const handler of [message, ...handlers]) app.use(handler)
    return fetch(await serve(app), { headers })
  }
  const optional = authenticate(verifier, { optional: true })

  it('returns the Authentication that authenticate found', async () => {
    const answer = await call([optional, subject], bearer(await provider.token({ sub: 'u2' })))
    expect(await answer.text()).toBe('u2')
  })

  it('asks for credentials where they did not come, unless told that they are optional', async () => {
    const strict = await call([optional, subject])
    expect(strict.status).toBe(401)
    expect(strict.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:..rs.example", DPoP realm=/,
    )
    expect(await (await call([optional, lenient])).json()).toEqual([true])
  })

  it('is a programming error where authenticate never ran, or ran with another verifier', async () => {
    expect(await (await call([subject])).text()).toContain('"authenticate"')
    const other = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })
    const wrong: Middleware = (ctx) => {
      ctx.body = authOf(other, ctx).subject
    }
    expect(await (await call([optional, wrong])).text()).toContain('"verifier"')
  })
})
