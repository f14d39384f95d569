import type { TokenRequest } from '@countersign/core'
import { rawRequest, type RawRequestOptions } from '@countersign/testing'
import type { FastifyServerOptions } from 'fastify'
import { describe, expect, it } from 'vitest'
import { tokenRequest } from '../src/token-request.js'
import { application, serve } from './listen.js'

async function send(
  init: RawRequestOptions,
  options: FastifyServerOptions = {},
): Promise<TokenRequest> {
  let seen: TokenRequest | undefined
  const app = application(options)
  app.addHook('onRequest', async (request) => {
    seen = tokenRequest(request)
    request.body = { late: true }
  })
  await rawRequest(await serve(app), init)
  if (!seen) throw new Error('The request did not arrive')
  return seen
}

const forwarded: RawRequestOptions['headers'] = [
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'inner, api.example:8443'],
  ['X-Forwarded-For', '192.0.2.7'],
]

describe('a token request', () => {
  it('has the whole path and the port, before the URL was rewritten', async () => {
    const init = { target: '/api/r?x=1', host: 'rs.example:8080' }
    expect(await send(init, { rewriteUrl: () => '/other' })).toMatchObject({
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
    expect(request).toMatchObject({
      url: 'https://evil.example/r',
      origin: 'http://rs.example',
      secure: false,
    })
  })

  it('believes a proxy that the application trusts', async () => {
    expect(await send({ headers: forwarded }, { trustProxy: true })).toMatchObject({
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

  it('has the method on the wire, every line of a header, and the body as it is when asked', async () => {
    const request = await send({
      method: 'HEAD',
      headers: [
        ['Authorization', 'Bearer a'],
        ['Authorization', 'Bearer b'],
      ],
    })
    expect(request.method).toBe('HEAD')
    expect(request.headersDistinct?.['authorization']).toEqual(['Bearer a', 'Bearer b'])
    expect(request.body).toEqual({ late: true })
  })
})
