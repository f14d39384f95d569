import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import express4 from 'express-4'
import { randomBytes } from 'node:crypto'
import Koa from 'koa'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, generateSigningKey, type Issuer, type SigningKey } from '../../src/index.js'
import { answerOf, basic, postForm } from '../support/post-form.js'
import { serve } from '../support/serve.js'

let key: SigningKey
const secret = randomBytes(24).toString('base64url')

beforeAll(async () => {
  key = await generateSigningKey()
})

const issuerAt = (url: string): Issuer =>
  createIssuer({
    issuer: url,
    audience: 'https://api.example.com',
    keys: [key],
    clients: [{ clientId: 'c1', secret, grantTypes: ['client_credentials'], scopes: ['read'] }],
    endpoints: { token: true },
  })

@Controller()
class HomeController {
  @Get('home')
  home(): string {
    return 'home'
  }
}

@Module({ controllers: [HomeController] })
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest wants one
class HomeModule {}

type Start = (issuerFor: (origin: string) => Issuer) => Promise<{
  readonly origin: string
  readonly close: () => Promise<void>
}>

/** Each with the application's own route at /home. */
const FRAMEWORKS: Readonly<Record<string, Start>> = {
  'node:http': (issuerFor) =>
    serve((origin) => {
      const { handler } = issuerFor(origin)
      return (req, res) => (req.url === '/home' ? res.end('home') : handler(req, res))
    }),
  'Express 5': (issuerFor) =>
    serve((origin) => {
      const app = express()
      app.use(issuerFor(origin).handler)
      app.get('/home', (_req, res) => void res.send('home'))
      return app
    }),
  'Express 5 with parsers': (issuerFor) =>
    serve((origin) => {
      const app = express()
      app.use(express.json(), express.urlencoded({ extended: true }))
      app.use(issuerFor(origin).handler)
      app.get('/home', (_req, res) => void res.send('home'))
      return app
    }),
  'Express 5 with raw bodies': (issuerFor) =>
    serve((origin) => {
      const app = express()
      app.use(express.text({ type: () => true }))
      app.use(issuerFor(origin).handler)
      app.get('/home', (_req, res) => void res.send('home'))
      return app
    }),
  'Express 5, in a mounted router': (issuerFor) =>
    serve((origin) => {
      const app = express()
      const router = express.Router()
      router.use(issuerFor(origin).handler)
      app.use(['/t1', '/.well-known'], router)
      app.get('/home', (_req, res) => void res.send('home'))
      return app
    }),
  'Express 4 with parsers': (issuerFor) =>
    serve((origin) => {
      const app = express4()
      app.use(express4.json(), express4.urlencoded({ extended: false }))
      app.use(issuerFor(origin).handler)
      app.get('/home', (_req, res) => void res.send('home'))
      return app
    }),
  // Its `body` is an empty object then, of a body that nobody has read.
  'Express 4 with a parser of JSON': (issuerFor) =>
    serve((origin) => {
      const app = express4()
      app.use(express4.json())
      app.use(issuerFor(origin).handler)
      app.get('/home', (_req, res) => void res.send('home'))
      return app
    }),
  Koa: (issuerFor) =>
    serve((origin) => {
      const app = new Koa()
      app.use(issuerFor(origin).koa())
      app.use((ctx) => {
        if (ctx.path === '/home') ctx.body = 'home'
      })
      return app.callback()
    }),
  'Koa with a parser': (issuerFor) =>
    serve((origin) => {
      const app = new Koa()
      app.use(async (ctx, next) => {
        const chunks = await ctx.req.toArray()
        const text = Buffer.concat(chunks as Buffer[]).toString()
        Object.assign(ctx.request, { body: Object.fromEntries(new URLSearchParams(text)) })
        await next()
      })
      app.use(issuerFor(origin).koa())
      app.use((ctx) => {
        if (ctx.path === '/home') ctx.body = 'home'
      })
      return app.callback()
    }),
  'Nest on Express': async (issuerFor) => {
    const app = await NestFactory.create(HomeModule, { logger: false })
    let handler: Issuer['handler'] | undefined
    app.use((...args: Parameters<Issuer['handler']>) => handler?.(...args))
    await app.listen(0, '127.0.0.1')
    const origin = await app.getUrl()
    handler = issuerFor(origin).handler
    return { origin, close: async () => app.close() }
  },
  Fetch: (issuerFor) =>
    serve((origin) => {
      const { fetch } = issuerFor(origin)
      return async (req, res) => {
        const { method = '', url = '', headers } = req
        const hasBody = method !== 'GET' && method !== 'HEAD'
        const chunks = hasBody ? ((await req.toArray()) as Buffer[]) : []
        const request = new Request(origin + url, {
          method,
          headers: Object.entries(headers) as [string, string][],
          ...(hasBody && { body: Buffer.concat(chunks) }),
        })
        const response = url === '/home' ? new Response('home') : await fetch(request)
        res.writeHead(response?.status ?? 404, Object.fromEntries(response?.headers ?? []))
        res.end(await response?.text())
      }
    }),
}

describe.each(Object.entries(FRAMEWORKS))('%s', (_name, start) => {
  let close: (() => Promise<void>) | undefined
  afterEach(async () => close?.())

  const started = async (): Promise<{ issuer: Issuer; origin: string }> => {
    let issuer: Issuer | undefined
    const server = await start((origin) => (issuer = issuerAt(`${origin}/t1`)))
    close = server.close
    if (!issuer) throw new Error('there is an issuer')
    return { issuer, origin: server.origin }
  }

  it('serves the documents, the endpoint, and what else there is', async () => {
    const { issuer, origin } = await started()
    const metadata = await fetch(`${origin}/.well-known/oauth-authorization-server/t1`)
    expect(metadata.headers.get('content-type')).toBe('application/json')
    expect(await metadata.json()).toEqual(issuer.metadata())
    expect(await (await fetch(`${origin}/t1/jwks?x=1`)).json()).toEqual(issuer.jwks())
    expect(await (await fetch(`${origin}/home`)).text()).toBe('home')
    expect((await fetch(`${origin}/t1/other`)).status).toBe(404)

    const head = await fetch(`${origin}/t1/jwks`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const etag = head.headers.get('etag') ?? ''
    const known = await fetch(`${origin}/t1/jwks`, { headers: { 'If-None-Match': etag } })
    expect([known.status, await known.text()]).toEqual([304, ''])

    const granted = await postForm(
      `${origin}/t1/token`,
      { grant_type: 'client_credentials', scope: 'read' },
      basic('c1', secret),
    )
    expect(granted.status).toBe(200)
    expect(granted.headers.get('cache-control')).toBe('no-store')
    expect(granted.json).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'read' })
  })

  it('tells the client what is wrong', async () => {
    const { origin } = await started()
    const url = `${origin}/t1/token`
    const form = { grant_type: 'client_credentials' }
    const wrong = await postForm(url, form, basic('c1', `${secret}x`))
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('www-authenticate')).toBe('Basic realm="oauth"')
    expect(wrong.json).toMatchObject({ error: 'invalid_client' })
    const get = await fetch(url)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])

    const json = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(form),
      headers: { ...basic('c1', secret), 'Content-Type': 'application/json' },
    })
    expect((await answerOf(json)).json).toMatchObject({ error: 'invalid_request' })
  })
})
