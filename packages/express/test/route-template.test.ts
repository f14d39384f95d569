import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { UsageMessage } from '@countersign/core'
import type Express from 'express'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authenticate, requireScopes } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

const SECRET = 's3cret'

const answer: Express.RequestHandler = (_req, res) => void res.json('in')
const fail: Express.RequestHandler = () => {
  throw new Error('broken')
}

/** The route that is told of a request to an application that authenticates first of all. */
async function routeOf(app: Express.Express, path: string): Promise<string | undefined> {
  const [message] = await routesOf(app, path)
  return message
}

async function routesOf(app: Express.Express, ...paths: string[]): Promise<(string | undefined)[]> {
  const url = await serve(app)
  const headers = bearer(await provider.token())
  for (const [at, path] of paths.entries()) {
    await (await fetch(url + path, { headers })).text()
    await expect.poll(() => messages).toHaveLength(at + 1)
  }
  expect(JSON.stringify(messages).toLowerCase()).not.toContain(SECRET)
  return messages.map(({ route }) => route)
}

describe.each(versions)('the route on $name', ({ name, express }) => {
  const isFour = name === 'Express 4'

  /** An application that authenticates, and a router in it. */
  function world(options?: Express.RouterOptions): {
    app: Express.Express
    router: Express.Router
  } {
    const app = express()
    app.use(authenticate(verifier))
    const router = express.Router(options)
    router.get('/orders/:id', answer)
    router.get('/broken/:id', fail)
    return { app, router }
  }

  it.each([{}, { mergeParams: true }])(
    'has names for parameters of a mount, with %o',
    async (options) => {
      const { app, router } = world(options)
      app.use('/t/:tenant', router)
      expect(await routeOf(app, `/t/${SECRET}/orders/${SECRET}`)).toBe('/t/:tenant/orders/:id')
    },
  )

  it('has them however the client writes what stands in their place', async () => {
    const { app, router } = world()
    app.use('/t/:tenant', router)
    const written = [
      SECRET.toUpperCase(),
      `%73${SECRET}`,
      `${SECRET}%2F${SECRET}`,
      `a.${SECRET}`,
      't',
    ]
    const paths = written.map((one) => `/t/${one}/orders/7`)
    expect(new Set(await routesOf(app, ...paths))).toEqual(new Set(['/t/:tenant/orders/:id']))
  })

  it('has them for routers in routers', async () => {
    const { app, router } = world()
    const [outer, middle] = [express.Router(), express.Router()]
    middle.use('/u/:user', router)
    outer.use(middle)
    app.use('/api/:version', outer)
    expect(await routeOf(app, `/api/${SECRET}/u/${SECRET}/orders/7`)).toBe(
      '/api/:version/u/:user/orders/:id',
    )
  })

  it('writes a mount as the application does, whatever case the client prefers', async () => {
    const { app, router } = world()
    app.use('/Api', router)
    const routes = await routesOf(app, '/Api/orders/1', '/aPI/orders/2', '/api/orders/3')
    expect(new Set(routes)).toEqual(new Set(['/Api/orders/:id']))
  })

  it('is not misled by values that are like the text around them', async () => {
    const { app, router } = world({ mergeParams: true })
    app.use('/api/:tenant', router)
    expect(await routeOf(app, '/api/api/orders/api')).toBe('/api/:tenant/orders/:id')
  })

  it('says which of several mounts it was', async () => {
    const { app, router } = world()
    app.use(['/v1', '/v2/:tenant/'], router)
    app.use('/v3', router)
    const paths = ['/v1/orders/1', `/v2/${SECRET}/orders/2`, '/v3/orders/3']
    expect(await routesOf(app, ...paths)).toEqual([
      '/v1/orders/:id',
      '/v2/:tenant/orders/:id',
      '/v3/orders/:id',
    ])
  })

  it('says nothing of a mount by an expression', async () => {
    const { app, router } = world()
    app.use(/^\/t\/\w+/, router)
    expect(await routeOf(app, `/t/${SECRET}/orders/7`)).toBe('/*/orders/:id')
  })

  it('says nothing of a mount that it cannot see', async () => {
    const { app, router } = world()
    app.use('/t/:tenant', (req, res, next) => router(req, res, next))
    app.use('/x', (req, res, next) => {
      const made = express.Router()
      made.get('/made/:id', answer)
      made(req, res, next)
    })
    expect(await routesOf(app, `/t/${SECRET}/orders/7`, '/x/made/7')).toEqual([
      '/*/orders/:id',
      '/*/made/:id',
    ])
  })

  it('says nothing of a mount that the router has beside others, unseen', async () => {
    const { app, router } = world()
    app.use('/api', router)
    app.use('/t/:tenant', (req, res, next) => router(req, res, next))
    const paths = [`/t/${SECRET}/orders/7`, '/api/orders/7']
    expect(await routesOf(app, ...paths)).toEqual(['/*/orders/:id', '/api/orders/:id'])
  })

  it('is that of a router which was added after others were asked about', async () => {
    const { app, router } = world()
    app.get('/first', answer)
    app.get('/grow', (_req, res) => {
      app.use('/t/:tenant', router)
      res.json('in')
    })
    const clock = vi.spyOn(performance, 'now')
    const url = await serve(app)
    const headers = bearer(await provider.token())
    for (const path of ['/first', '/grow']) await (await fetch(url + path, { headers })).text()
    const later = performance.now() + 60_000
    clock.mockImplementation(() => later)
    await (await fetch(`${url}/t/${SECRET}/orders/7`, { headers })).text()
    await expect.poll(() => messages).toHaveLength(3)
    clock.mockRestore()
    expect(messages.map(({ route }) => route)).toEqual(['/first', '/grow', '/t/:tenant/orders/:id'])
  })

  it('has the mounts of an application in another', async () => {
    const { app, router } = world()
    const [sub, inner] = [express(), express()]
    inner.use('/r/:realm', router)
    sub.use('/inner', inner)
    app.use('/t/:tenant', sub)
    expect(await routeOf(app, `/t/${SECRET}/inner/r/${SECRET}/orders/7`)).toBe(
      '/t/:tenant/inner/r/:realm/orders/:id',
    )
  })

  it('says nothing of where an application is that is mounted on a router', async () => {
    const { app } = world()
    const [sub, router] = [express(), express.Router()]
    sub.get('/orders/:id', answer)
    router.use('/t/:tenant', sub)
    app.use(router)
    expect(await routeOf(app, `/t/${SECRET}/orders/7`)).toBe('/*/orders/:id')
  })

  it('keeps its mount when a handler fails, and the error leaves the routers', async () => {
    const { app, router } = world()
    app.use('/t/:tenant', router)
    expect(await routeOf(app, `/t/${SECRET}/broken/7`)).toBe('/t/:tenant/broken/:id')
  })

  it('has no mount when an error has left one of several', async () => {
    const { app, router } = world()
    app.use('/a', router)
    app.use('/b', router)
    expect(await routeOf(app, '/a/broken/7')).toBe('/*/broken/:id')
  })

  it('is that of the last one that a request went through', async () => {
    const { router } = world()
    const app = express()
    app.all(isFour ? '/t/*' : '/t/*splat', authenticate(verifier))
    app.use('/t/:tenant', router)
    expect(await routeOf(app, `/t/${SECRET}/orders/7`)).toBe('/t/:tenant/orders/:id')
  })

  it('is the text of a wildcard, an expression or a list, and never what they took', async () => {
    const { app } = world()
    const wildcard = isFour ? '/files/*' : '/files/*path'
    app.get(wildcard, answer)
    app.get(/^\/keys\/(\w+)$/, answer)
    app.get(['/a/:one', '/b/:two'], answer)
    const paths = [`/files/${SECRET}/${SECRET}`, `/keys/${SECRET}`, `/b/${SECRET}`]
    expect(await routesOf(app, ...paths)).toEqual([
      wildcard,
      String.raw`/^\/keys\/(\w+)$/`,
      '/a/:one,/b/:two',
    ])
  })

  it('is none where nothing matched, in a router or not', async () => {
    const { app, router } = world()
    app.use('/t/:tenant', router)
    app.use('/files', express.static('.'))
    const paths = [`/${SECRET}`, `/t/${SECRET}/${SECRET}`, `/files/${SECRET}`]
    expect(await routesOf(app, ...paths)).toEqual([undefined, undefined, undefined])
  })

  it('is told where a policy of a router has refused', async () => {
    const { app, router } = world()
    router.get('/admin/:id', requireScopes('admin'), answer)
    app.use('/t/:tenant', router)
    expect(await routeOf(app, `/t/${SECRET}/admin/7`)).toBe('/t/:tenant/admin/:id')
  })

  it('survives a router that is mounted in itself', async () => {
    const { app, router } = world()
    router.use('/again', router)
    app.use('/t/:tenant', router)
    const route = await routeOf(app, `/t/${SECRET}/again/again/orders/7`)
    expect(route).toBe('/t/:tenant/again/again/orders/:id')
  })
})
