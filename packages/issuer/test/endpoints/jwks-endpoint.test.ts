import { once } from 'node:events'
import { createServer } from 'node:http'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import express from 'express'
import Koa from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generateEncryptionKey, jwksEndpoint, type PublishedKeys } from '../../src/index.js'
import { BEFORE, encryptionRingWorld, kidOf, STALE } from '../encryption/encryption-ring-world.js'
import { serveForTest } from '../support/serve.js'

const jwksUri = 'https://api.example.com/orders/jwks'

describe('a JWKS endpoint', () => {
  it('publishes the key to encrypt to, and no other, with an ETag and for five minutes', async () => {
    const { instance, clock } = encryptionRingWorld()
    const ring = await instance()
    const endpoint = jwksEndpoint(ring, { jwksUri })
    const url = `${await serveForTest(() => endpoint.handler)}/orders/jwks`
    const response = await fetch(url)
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const text = await response.text()
    expect(JSON.parse(text)).toEqual(ring.jwks())
    expect(text).not.toMatch(/"(?:d|p|q|k)":/)
    const headers = { 'If-None-Match': response.headers.get('etag') ?? '' }
    expect((await fetch(url, { headers })).status).toBe(304)
    clock.advance(BEFORE)
    await ring.rotate()
    const rotated = await fetch(url, { headers })
    expect(await rotated.json()).toMatchObject({ keys: [{ kid: kidOf(ring, 'current') }] })
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`${url}/`)).status).toBe(404)
  })

  it('leaves other paths to the application, in Express, Koa and by Fetch', async () => {
    const ring = await encryptionRingWorld().instance()
    const endpoint = jwksEndpoint(ring, { jwksUri })
    const home = 'home'
    const app = express()
    app.use(endpoint.handler).get('/home', (_req, res) => void res.send(home))
    const koa = new Koa().use(endpoint.koa()).use((ctx) => void (ctx.body = home))
    const koaServer = createServer((req, res) => void koa.callback()(req, res))
    koaServer.listen(0, '127.0.0.1')
    await once(koaServer, 'listening')
    onTestFinished(() => void koaServer.close())
    const { port } = koaServer.address() as { port: number }
    for (const origin of [await serveForTest(() => app), `http://127.0.0.1:${port}`]) {
      expect(await (await fetch(`${origin}/orders/jwks`)).json()).toEqual(ring.jwks())
      expect(await (await fetch(`${origin}/home`)).text()).toBe(home)
    }
    const answer = await endpoint.fetch(new Request(jwksUri))
    expect(await answer?.json()).toEqual(ring.jwks())
    expect(await endpoint.fetch(new Request('https://api.example.com/jwks'))).toBeUndefined()
  })

  it('is a 503 that nobody keeps where the keys may be outdated, and tells of it', async () => {
    const { instance, clock, store } = encryptionRingWorld()
    const { fetch: ask } = jwksEndpoint(await instance(), { jwksUri })
    const messages: unknown[] = []
    const listen = (message: unknown): void => void messages.push(message)
    subscribe('countersign:issuer', listen)
    onTestFinished(() => void unsubscribe('countersign:issuer', listen))
    store.fault = 'away'
    clock.advance(STALE)
    const response = await ask(new Request(jwksUri))
    expect(response?.status).toBe(503)
    expect(response?.headers.get('cache-control')).toBe('no-store')
    expect(messages).toMatchObject([{ event: 'failed', issuer: jwksUri, endpoint: 'jwks' }])
  })

  it('never serves a private key', async () => {
    const { privateJwk } = await generateEncryptionKey()
    const { fetch: ask } = jwksEndpoint({ publicKeys: () => [privateJwk] }, { jwksUri })
    const response = await ask(new Request(jwksUri))
    expect(response?.status).toBe(503)
    expect(await response?.text()).not.toContain(privateJwk.d)
  })

  it.each([
    ['jwksUri', {}],
    ['jwksUri', { jwksUri: '/jwks' }],
    ['jwksUri', { jwksUri: 'http://api.example.com/jwks' }],
    ['jwksUri', { jwksUri: 'https://u@api.example.com/jwks' }],
    ['jwksUri', { jwksUri: 'https://:p@api.example.com/jwks' }],
    ['jwksUri', { jwksUri: 'https://u:p@api.example.com/jwks' }],
    ['jwksUri', { jwksUri: 'https://api.example.com/jwks?a' }],
    ['jwksUri', { jwksUri: 'https://api.example.com/jwks#' }],
    ['path', { jwksUri, path: '/jwks' }],
    ['jwksEndpoint', null],
  ])('names a wrong "%s": %j', (option, options) => {
    const keys: PublishedKeys = { publicKeys: () => [] }
    expect(() => jwksEndpoint(keys, options as never)).toThrow(`"${option}"`)
  })

  it('names keys that are none', () => {
    expect(() => jwksEndpoint([] as never, { jwksUri })).toThrow('"keys"')
  })
})
