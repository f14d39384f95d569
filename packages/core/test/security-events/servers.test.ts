import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  backchannelLogoutReceiver,
  type EventReceiver,
  securityEventReceiver,
} from '../../src/index.js'
import { createEventWorld, type EventWorld } from '../support/event-world.js'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const SET = { 'content-type': 'application/secevent+jwt' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

let world: EventWorld
let events: EventReceiver
let logout: EventReceiver
const servers: Server[] = []

beforeAll(async () => {
  world = await createEventWorld()
  events = securityEventReceiver({ ...world.options, maxBytes: 4_000 })
  logout = backchannelLogoutReceiver(world.options)
})
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(async () => {
  events.close()
  logout.close()
  await world.close()
})

async function serve(
  listener: (req: IncomingMessage, res: ServerResponse) => unknown,
): Promise<string> {
  const server = createServer((req, res) => {
    listener(req, res)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const event = (): string =>
  world.signed('secevent+jwt', { events: { 'https://example.com/what': {} } })

const logoutForm = (): string => {
  const claims = { sid: 's1', exp: world.clock.now() + 60, events: { [EVENT]: {} } }
  return `logout_token=${world.signed('logout+jwt', claims)}`
}

const request = (init: RequestInit): Request =>
  new Request('https://rs.example/events', { method: 'POST', ...init })

describe('on node:http', () => {
  it('is a request listener', async () => {
    const url = await serve(events.handler)
    const good = await fetch(url, { method: 'POST', headers: SET, body: event() })
    expect([good.status, await good.text()]).toEqual([202, ''])
    const bad = await fetch(url, { method: 'POST', headers: SET, body: 'x' })
    expect(bad.status).toBe(400)
    expect(bad.headers.get('content-type')).toBe('application/json')
    expect(await bad.json()).toMatchObject({ err: 'invalid_request' })
    const toLogout = await serve(logout.handler)
    const out = await fetch(toLogout, { method: 'POST', headers: FORM, body: logoutForm() })
    expect(out.status).toBe(200)
    expect(out.headers.get('cache-control')).toBe('no-store')
  })

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])('takes no %s', async (method) => {
    const response = await fetch(await serve(events.handler), { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it('reads no more than it may, told of the length or not', async () => {
    const url = await serve(events.handler)
    const long = 'x'.repeat(4_001)
    const told = await fetch(url, { method: 'POST', headers: SET, body: long })
    expect(told.status).toBe(413)
    expect(told.headers.get('connection')).toBe('close')
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < 5; at++) controller.enqueue(Buffer.alloc(1_000, 'x'))
        controller.close()
      },
    })
    const chunked = { method: 'POST', headers: SET, body, duplex: 'half' }
    expect((await fetch(url, chunked as RequestInit)).status).toBe(413)
    expect((await fetch(url, { method: 'POST', headers: SET, body: event() })).status).toBe(202)
  })

  it('survives a sender that hangs up', async () => {
    const url = new URL(await serve(events.handler))
    const socket = connect(Number(url.port), url.hostname)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc')
    await once(socket, 'connect')
    socket.destroy()
    const again = await fetch(url, { method: 'POST', headers: SET, body: event() })
    expect(again.status).toBe(202)
  })

  it.each([
    ['text', (body: string) => body],
    ['bytes', (body: string) => Buffer.from(body)],
  ])('takes a body that was parsed already, as %s', async (_, parsed) => {
    const url = await serve(async (req, res) => {
      Object.assign(req, { body: parsed(await text(req)) })
      events.handler(req, res)
    })
    expect((await fetch(url, { method: 'POST', headers: SET, body: event() })).status).toBe(202)
    const long = await fetch(url, { method: 'POST', headers: SET, body: 'x'.repeat(4_001) })
    expect(long.status).toBe(413)
  })

  it('takes a form that was parsed already, and one that a parser left alone', async () => {
    const parsed = await serve(async (req, res) => {
      const form = new URLSearchParams(await text(req))
      Object.assign(req, { body: Object.fromEntries(form) })
      logout.handler(req, res)
    })
    const untouched = await serve((req, res) => {
      Object.assign(req, { body: {} })
      logout.handler(req, res)
    })
    for (const url of [parsed, untouched]) {
      const response = await fetch(url, { method: 'POST', headers: FORM, body: logoutForm() })
      expect(response.status).toBe(200)
    }
  })

  it('says so where somebody else has read the body', async () => {
    const url = await serve(async (req, res) => {
      await text(req)
      logout.handler(req, res)
    })
    const response = await fetch(url, { method: 'POST', headers: FORM, body: logoutForm() })
    expect(response.status).toBe(400)
  })
})

describe('with the Fetch API', () => {
  it('makes a response of a request', async () => {
    const good = await events.fetch(request({ headers: SET, body: event() }))
    expect([good.status, await good.text()]).toEqual([202, ''])
    expect((await events.fetch(request({ headers: SET }))).status).toBe(400)
    expect((await events.fetch(request({ method: 'GET' }))).status).toBe(405)
    const out = await logout.fetch(request({ headers: FORM, body: logoutForm() }))
    expect(out.status).toBe(200)
  })

  it('reads no more than it may', async () => {
    const long = request({ headers: SET, body: 'x'.repeat(4_001) })
    expect((await events.fetch(long)).status).toBe(413)
    const used = request({ headers: SET, body: event() })
    await used.text()
    expect((await events.fetch(used)).status).toBe(400)
  })
})
