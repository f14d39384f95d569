import type { TokenRequest } from '@countersign/core'
import { rawRequest, type RawRequestOptions } from '@countersign/testing'
import mount from 'koa-mount'
import type { Middleware } from 'koa'
import { describe, expect, it } from 'vitest'
import { tokenRequest } from '../src/token-request.js'
import { serve } from './listen.js'
import { versions } from './versions.js'

describe.each(versions)('a token request on $name', ({ Koa }) => {
  async function send(init: RawRequestOptions & { proxy?: boolean }): Promise<TokenRequest> {
    let seen: TokenRequest | undefined
    const app = new Koa({ proxy: init.proxy ?? false })
    const look: Middleware = (ctx) => {
      seen = tokenRequest(ctx)
      Object.assign(ctx.request, { body: { late: true } })
      ctx.body = 'seen'
    }
    app.use(mount('/api', look))
    app.use(look)
    await rawRequest(await serve(app), init)
    if (!seen) throw new Error('The request did not arrive')
    return seen
  }
  const forwarded: RawRequestOptions['headers'] = [
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'api.example:8443, inner'],
    ['X-Forwarded-For', '192.0.2.7'],
  ]

  it('has the whole path and the port, inside a mount too', async () => {
    expect(await send({ target: '/api/r?x=1', host: 'rs.example:8080' })).toMatchObject({
      method: 'GET',
      url: '/api/r?x=1',
      origin: 'http://rs.example:8080',
      secure: false,
    })
  })

  it('takes its origin neither from an absolute-form target nor from the Origin header', async () => {
    const request = await send({
      target: 'https://evil.example/r',
      host: 'rs.example',
      headers: [['Origin', 'https://evil.example']],
    })
    expect(request).toMatchObject({ url: 'https://evil.example/r', origin: 'http://rs.example' })
  })

  it('believes a proxy that the application trusts', async () => {
    expect(await send({ proxy: true, headers: forwarded })).toMatchObject({
      origin: 'https://api.example:8443',
      secure: true,
      remoteAddress: '192.0.2.7',
    })
  })

  it('believes no proxy otherwise', async () => {
    expect(await send({ headers: forwarded, host: 'rs.example' })).toMatchObject({
      origin: 'http://rs.example',
      secure: false,
      remoteAddress: '127.0.0.1',
    })
  })

  it('has every line of a header, and the body as it is when asked', async () => {
    const request = await send({
      headers: [
        ['Authorization', 'Bearer a'],
        ['Authorization', 'Bearer b'],
      ],
    })
    expect(request.headersDistinct?.['authorization']).toEqual(['Bearer a', 'Bearer b'])
    expect(request.body).toEqual({ late: true })
  })
})
