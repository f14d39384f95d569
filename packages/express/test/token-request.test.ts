import type { TokenRequest } from '@countersign/core'
import { rawRequest, type RawRequestOptions } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { tokenRequest } from '../src/token-request.js'
import { serve } from './listen.js'
import { versions } from './versions.js'

describe.each(versions)('a token request on $name', ({ express }) => {
  async function send(
    init: RawRequestOptions & { trustProxy?: boolean; mount?: string },
  ): Promise<TokenRequest> {
    let seen: TokenRequest | undefined
    const app = express()
    app.set('trust proxy', init.trustProxy ?? false)
    app.use(init.mount ?? '/', (req, res) => {
      seen = tokenRequest(req)
      res.end()
    })
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
    const request = await send({ mount: '/api', target: '/api/r?x=1', host: 'rs.example:8080' })
    expect(request).toMatchObject({
      method: 'GET',
      url: '/api/r?x=1',
      origin: 'http://rs.example:8080',
      secure: false,
    })
  })

  it('believes a proxy that is trusted', async () => {
    expect(await send({ trustProxy: true, headers: forwarded })).toMatchObject({
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

  it('has every line of a header', async () => {
    const { headersDistinct } = await send({
      headers: [
        ['Authorization', 'Bearer a'],
        ['Authorization', 'Bearer b'],
      ],
    })
    expect(headersDistinct?.['authorization']).toEqual(['Bearer a', 'Bearer b'])
  })

  it.each([true, false])(
    'goes by the connection where no proxy is trusted: TLS is %j',
    (encrypted) => {
      const app = express()
      const socket = { encrypted, remoteAddress: '192.0.2.8' }
      const req = {
        app,
        socket,
        protocol: 'gopher',
        ip: '192.0.2.7',
        method: 'GET',
        originalUrl: '/',
      }
      const request = tokenRequest(req as unknown as Parameters<typeof tokenRequest>[0])
      expect(request).toMatchObject({ secure: encrypted, remoteAddress: '192.0.2.8' })
    },
  )

  it('takes the word of a request that has no application, as one made up for a test', () => {
    const req = { method: 'GET', originalUrl: '/', protocol: 'https', ip: '192.0.2.7' }
    const socket = { remoteAddress: '127.0.0.1' }
    const request = tokenRequest({ ...req, socket } as Parameters<typeof tokenRequest>[0])
    expect(request).toMatchObject({ secure: true, remoteAddress: '192.0.2.7' })
  })

  it('has the method of the wire and the body as it is when asked', () => {
    const app = express()
    const req = Object.assign(Object.create(app.request) as typeof app.request, {
      app,
      headers: {},
      socket: { remoteAddress: '127.0.0.1' },
      method: 'DELETE',
      originalMethod: 'POST',
      originalUrl: '/',
    })
    const request = tokenRequest(req)
    expect(request).toMatchObject({ method: 'POST', origin: undefined, body: undefined })
    req.body = { late: true }
    expect(request.body).toEqual({ late: true })
    // Whatever overrides it later need not leave the first one behind.
    Object.assign(req, { method: 'PUT', originalMethod: 'PUT' })
    expect(request.method).toBe('POST')
  })
})
