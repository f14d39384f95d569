import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import type { UsageMessage } from '@countersign/core'
import { createTestCertificate, rawRequest } from '@countersign/testing'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { some } from 'hono/combine'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { authenticate, requireScopes } from '../../src/hono/index.js'
import { listen, serve } from '../listen.js'
import { bearer, startProvider } from '../provider.js'

const { provider, verifier } = await startProvider()
const { provider: second, verifier: other } = await startProvider()
const { certificate: cert, privateKey: key } = await createTestCertificate()

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

function application(): Hono {
  const orders = new Hono()
  orders.get('/:id', (c) => c.text('in'))
  orders.get('/:id/secret', requireScopes('admin'), (c) => c.text('in'))
  const app = new Hono()
  app.use(authenticate(verifier))
  app.route('/api/orders', orders)
  app.all('/all/*', (c) => c.text('in'))
  return app
}

const onNode = (app: Hono): ReturnType<typeof getRequestListener> =>
  getRequestListener(app.fetch, { overrideGlobalObjects: false })

const calls = [
  ['/api/orders/s3cret?q=s3cret', 'accepted', 200, '/api/orders/:id'],
  ['/api/orders/s3cret/secret', 'refused', 403, '/api/orders/:id/secret'],
  ['/all/s3cret', 'accepted', 200, '/all/*'],
  ['/s3cret', 'accepted', 404, undefined],
] as const

describe('usage', () => {
  it.each(calls)('has the template of a route on Node: %s', async (path, ...expected) => {
    const url = await serve(onNode(application()))
    await (await fetch(url + path, { headers: bearer(await provider.token()) })).text()
    await expect.poll(() => messages).toHaveLength(1)
    const [{ decision, status, route, remoteAddress } = {}] = messages
    expect([decision, status, route, remoteAddress]).toEqual([...expected, '127.0.0.1'])
    expect(JSON.stringify(messages)).not.toContain('s3cret')
  })

  it.each(calls)('has it elsewhere, too: %s', async (path, ...expected) => {
    const headers = bearer(await provider.token())
    await (await application().request(`https://rs.example${path}`, { headers })).text()
    await expect.poll(() => messages).toHaveLength(1)
    const [{ decision, status, route } = {}] = messages
    expect([decision, status, route]).toEqual(expected)
  })

  it('names the route in front of which a request was refused', async () => {
    const url = await serve(onNode(application()))
    await (await fetch(`${url}/api/orders/7`)).text()
    await (await application().request('https://rs.example/api/orders/7')).text()
    await expect.poll(() => messages).toHaveLength(2)
    const refused = {
      decision: 'refused',
      reason: 'missing_credentials',
      status: 401,
      route: '/api/orders/:id',
    }
    expect(messages).toMatchObject([refused, refused])
  })

  it('tells of who was let in after all, once, wherever it is', async () => {
    const app = new Hono()
    app.use(some(authenticate(verifier), authenticate(other)))
    app.get('/', (c) => c.text('in'))
    const headers = bearer(await second.token())
    await (await fetch(await serve(onNode(app)), { headers })).text()
    await (await app.request('https://rs.example/', { headers })).text()
    await expect.poll(() => messages).toHaveLength(2)
    const accepted = { decision: 'accepted', status: 200, issuer: second.issuer }
    expect(messages).toMatchObject([accepted, accepted])
  })

  it('names the TLS of the connection, where it ends here', async () => {
    const { url, close } = await listen(onNode(application()), { key, cert })
    onTestFinished(close)
    const headers = Object.entries(bearer(await provider.token()))
    await rawRequest(`${url}/api/orders/7`, { headers })
    await expect.poll(() => messages).toMatchObject([{ tls: { protocol: 'TLSv1.3' } }])
  })

  it('says of a client that left before an answer that it was sent none', async () => {
    const app = new Hono()
    const came = new EventEmitter()
    app.use(authenticate(verifier))
    app.get('/', () => {
      came.emit('in')
      return new Promise(() => undefined)
    })
    const { port } = new URL(await serve(onNode(app)))
    const socket = connect(Number(port), '127.0.0.1')
    const token = await provider.token()
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    await once(came, 'in')
    socket.destroy()
    await expect.poll(() => messages).toMatchObject([{ decision: 'accepted', status: 499 }])
  })
})
