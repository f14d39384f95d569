import { createServer, type Server } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Issuer } from '../src/index.js'
import { createIssuer, generateSigningKey } from '../src/index.js'

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

describe('handler', () => {
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
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })
})
