import mount from 'koa-mount'
import { describe, expect, it } from 'vitest'
import { authenticate, resourceMetadata } from '../src/index.js'
import { serve } from './listen.js'
import { startProvider } from './provider.js'
import { versions } from './versions.js'

const { verifier } = await startProvider({ resource: { resource: 'https://rs.example/api' } })
const path = '/.well-known/oauth-protected-resource/api'

describe.each(versions)('resourceMetadata on $name', ({ Koa }) => {
  it('answers GET, HEAD, OPTIONS and nothing else, without credentials', async () => {
    const app = new Koa()
    app.use(resourceMetadata(verifier))
    app.use(authenticate(verifier))
    const url = (await serve(app)) + path
    const get = await fetch(url)
    expect(get.headers.get('Content-Type')).toBe('application/json')
    expect(await get.json()).toMatchObject({ resource: 'https://rs.example/api' })
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
    expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(204)
    const post = await fetch(url, { method: 'POST' })
    expect(post.status).toBe(405)
    expect(post.headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
  })

  it('passes on what is not for the document, under a mount as well', async () => {
    const app = new Koa()
    app.use(mount('/.well-known', resourceMetadata(verifier)))
    app.use((ctx) => {
      ctx.body = ctx.originalUrl
    })
    const url = await serve(app)
    expect(await (await fetch(url + path)).json()).toHaveProperty('resource')
    expect(await (await fetch(`${url}/.well-known/other`)).text()).toBe('/.well-known/other')
  })
})
