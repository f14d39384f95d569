import cors from '@fastify/cors'
import { describe, expect, it } from 'vitest'
import { authenticate, resourceMetadata } from '../src/index.js'
import { application, serve } from './listen.js'
import { startProvider } from './provider.js'

const { verifier } = await startProvider({ resource: { resource: 'https://rs.example/api' } })
const path = '/.well-known/oauth-protected-resource/api'

describe('resourceMetadata', () => {
  it('answers GET, HEAD, OPTIONS and nothing else, without credentials', async () => {
    const app = application()
    app.addHook('onRequest', resourceMetadata(verifier))
    app.addHook('onRequest', authenticate(verifier))
    const url = (await serve(app)) + path
    const get = await fetch(url)
    expect(get.headers.get('Content-Type')).toBe('application/json; charset=utf-8')
    expect(await get.json()).toMatchObject({ resource: 'https://rs.example/api' })
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(204)
    const post = await fetch(url, { method: 'POST' })
    expect(post.status).toBe(405)
    expect(post.headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
  })

  it('comes before routes that catch everything, below prefixes and behind cors', async () => {
    const app = application()
    await app.register(cors, { origin: 'https://app.example' })
    app.addHook('onRequest', resourceMetadata(verifier))
    app.get('/*', async () => 'caught')
    await app.register(async (api) => void api.get('/x', async () => 'x'), { prefix: '/api' })
    const url = await serve(app)
    const found = await fetch(url + path, { headers: { Origin: 'https://other.example' } })
    expect(found.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await found.json()).toHaveProperty('resource')
    expect(await (await fetch(`${url}/.well-known/other`)).text()).toBe('caught')
    expect(await (await fetch(`${url}/api/x`)).text()).toBe('x')
  })

  it('goes by the URL that was sent, and not by what it was rewritten to', async () => {
    const app = application({ rewriteUrl: () => '/elsewhere' })
    app.addHook('onRequest', resourceMetadata(verifier))
    expect((await fetch((await serve(app)) + path)).status).toBe(200)
  })
})
