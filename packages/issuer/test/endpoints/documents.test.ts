import { createServer, type Server } from 'node:http'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Issuer } from '../../src/index.js'
import { createIssuer, generateSigningKey } from '../../src/index.js'

let server: Server
let origin: string
let issuer: Issuer

beforeAll(async () => {
  server = createServer((req, res) => issuer.handler(req, res))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  origin = `http://127.0.0.1:${address.port}`
  issuer = createIssuer({
    issuer: `${origin}/t1`,
    audience: 'https://api.example.com',
    keys: [await generateSigningKey()],
  })
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => {
    server.close(resolve)
  })
})

describe('the documents', () => {
  it.each(['/.well-known/oauth-authorization-server/t1', '/t1/.well-known/openid-configuration'])(
    'serves the metadata at %s',
    async (path) => {
      const response = await fetch(origin + path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(await response.json()).toEqual(issuer.metadata())
    },
  )

  it('serves the keys where the metadata says, query or not', async () => {
    const uri = issuer.metadata().jwks_uri
    expect(await (await fetch(uri)).json()).toEqual(issuer.jwks())
    expect((await fetch(`${uri}?x=1`)).status).toBe(200)
  })

  it('lets a verifier find the key of a token', async () => {
    const token = await issuer.issue({ subject: 'u1', clientId: 'c1' })
    const keys = createRemoteJWKSet(new URL(issuer.metadata().jwks_uri))
    await expect(jwtVerify(token, keys, { issuer: issuer.issuer })).resolves.toHaveProperty(
      'payload.sub',
      'u1',
    )
  })

  it('answers HEAD without a body', async () => {
    const response = await fetch(issuer.metadata().jwks_uri, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
    expect(await response.text()).toBe('')
  })

  it.each([
    '/',
    '/jwks',
    '/t1',
    '/t1/jwks/',
    '/.well-known/oauth-authorization-server',
    '/t1/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/__proto__',
  ])('answers 404 at %s', async (path) => {
    expect((await fetch(origin + path)).status).toBe(404)
  })

  it('refuses to be written to', async () => {
    const response = await fetch(issuer.metadata().jwks_uri, { method: 'POST', body: 'x' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })

  it('are for pages of every origin, and are kept for a while', async () => {
    const { jwks_uri: uri } = issuer.metadata()
    const { headers } = await fetch(uri)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    const preflight = await fetch(uri, { method: 'OPTIONS' })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS')
  })

  it('are not sent again to whoever has them', async () => {
    const { jwks_uri: uri } = issuer.metadata()
    const first = await fetch(uri)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^"[\w-]{43}"$/)
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await fetch(uri, { headers: { 'If-None-Match': known } })
      expect([known, again.status, await again.text()]).toEqual([known, 304, ''])
      expect(again.headers.get('etag')).toBe(tag)
    }
    const other = await fetch(uri, { headers: { 'If-None-Match': '"other"' } })
    expect(other.status).toBe(200)
  })

  it('are a 503 while the keys cannot be had, and the operator is told', async () => {
    const messages: unknown[] = []
    const listen = (message: unknown): void => void messages.push(message)
    subscribe('countersign:issuer', listen)
    onTestFinished(() => void unsubscribe('countersign:issuer', listen))
    const error = new Error('the vault is sealed')
    const fails = (): never => {
      throw error
    }
    const sealed = createIssuer({
      issuer: 'https://id.example',
      keys: { signingKey: fails, publicKeys: fails },
    })
    const response = await sealed.fetch(new Request('https://id.example/jwks'))
    expect(response?.status).toBe(503)
    expect(response?.headers.get('retry-after')).toBe('1')
    expect(response?.headers.get('cache-control')).toBe('no-store')
    expect(await response?.text()).not.toContain('vault')
    expect(messages).toEqual([
      { event: 'failed', issuer: 'https://id.example', endpoint: 'jwks', error },
    ])
  })
})
