import { randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import type { Handshakes } from '../../src/handshake/handshakes.js'
import { shakeHands } from '../../src/handshake/shake-hands.js'
import { listen, pace, pem, routeTo, tcpServer, tlsServer } from '../servers.js'

const ec = await createTestCertificate()

const NOTHING = {
  versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].map((version) => ({
    version,
    outcome: 'inconclusive',
  })),
  certificate: undefined,
  asksForClientCertificate: undefined,
  resumption: {
    tls12: undefined,
    tls13: undefined,
    ticketLifetime: undefined,
    tickets: undefined,
    versions: [],
  },
  hsts: {
    maxAge: undefined,
    includeSubDomains: false,
    reason: 'No handshake was completed.',
  },
}

interface Shaken {
  readonly found: Handshakes
  readonly connections: number
}

async function shakenBy(handle: (socket: Socket) => void, timeout = 10): Promise<Shaken> {
  let connections = 0
  const port = await tcpServer((socket) => {
    connections += 1
    handle(socket)
  })
  const route = routeTo(port, { protocol: 'https' })
  const found = await shakeHands(route, { pace: pace({ timeout }) })
  return { found, connections }
}

/** Says one thing again and again, as long as somebody takes it. */
function endlessly(socket: Socket, words: Buffer): void {
  const talk = (): void => {
    while (!socket.destroyed && socket.write(words));
  }
  socket.on('drain', talk)
  socket.once('data', talk)
}

describe('nothing is known of a server that', () => {
  it('is silent, and it is asked once', async () => {
    const { found, connections } = await shakenBy(() => undefined, 0.1)
    const usual = { completed: false, reason: 'The server did not answer in time.' }
    expect(found).toEqual({ ...NOTHING, usual })
    expect(connections).toBe(1)
  })

  it('drips', async () => {
    const { found } = await shakenBy((socket) => {
      socket.setNoDelay()
      const record = Buffer.from([0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3])
      let at = 0
      const drip = setInterval(() => socket.write(Buffer.from([record[at++] ?? 0])), 5)
      socket.once('close', () => clearInterval(drip))
    }, 0.15)
    const usual = { completed: false, reason: 'The server did not answer in time.' }
    expect(found).toEqual({ ...NOTHING, usual })
  })

  it.each([
    ['says what is no TLS', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['says anything', Buffer.concat([Buffer.from([0xff]), randomBytes(5000)])],
    ['sends a record that is too large', Buffer.from([0x16, 3, 3, 0xff, 0xff, 2, 0, 0, 0])],
    ['sends an alert that means nothing', Buffer.from([0x15, 3, 3, 0, 2, 2, 80])],
  ])('%s', async (_, words) => {
    const { found } = await shakenBy((socket) => socket.once('data', () => socket.end(words)))
    const reason = expect.stringMatching(/^The (?:handshake failed in|server ended)/) as string
    expect(found).toEqual({ ...NOTHING, usual: { completed: false, reason } })
  })

  it('refuses everything', async () => {
    const refusal = Buffer.from([0x15, 3, 3, 0, 2, 2, 40])
    const { found } = await shakenBy((socket) => socket.once('data', () => socket.end(refusal)))
    expect(found).toMatchObject({ ...NOTHING, usual: { completed: false } })
  })

  it('answers in its own time with a refusal that is not the first word', async () => {
    const words = Buffer.from([0x15, 3, 3, 0, 2, 1, 112, 0x15, 3, 3, 0, 2, 2, 40])
    const { found } = await shakenBy((socket) => socket.once('data', () => socket.end(words)))
    expect(found.versions).toEqual(NOTHING.versions)
  })

  it('closes the connection', async () => {
    const { found } = await shakenBy((socket) => socket.once('data', () => socket.end()))
    const usual = {
      completed: false,
      reason: 'The server closed the connection in the handshake.',
    }
    expect(found).toEqual({ ...NOTHING, usual })
  })

  it('resets the connection', async () => {
    const { found } = await shakenBy((socket) => {
      socket.once('data', () => socket.resetAndDestroy())
    })
    expect(found).toMatchObject({ ...NOTHING, usual: { completed: false } })
  })

  it('begins to shake hands without end', async () => {
    const helloRequest = Buffer.from([0x16, 3, 3, 0, 4, 0, 0, 0, 0])
    const requests = Buffer.concat(Array.from({ length: 4000 }, () => helloRequest))
    const { found } = await shakenBy((socket) => endlessly(socket, requests))
    const reason = expect.stringMatching(
      /^The (?:server sends without end|handshake failed in node:tls.*)\.$/,
    ) as string
    expect(found).toEqual({ ...NOTHING, usual: { completed: false, reason } })
  })
})

async function hstsOf(handle: (socket: Socket) => void, timeout = 10): Promise<Handshakes['hsts']> {
  const port = await tlsServer(pem(ec), handle)
  const route = routeTo(port, { protocol: 'https' })
  const { usual, hsts } = await shakeHands(route, { pace: pace({ timeout }) })
  expect(usual.completed).toBe(true)
  return hsts
}
function saying(text: string): (socket: Socket) => void {
  return (socket) => void socket.write(text)
}

function unknown(reason: string): object {
  return { maxAge: undefined, includeSubDomains: false, reason }
}

describe('a server of https that', () => {
  it('says it twice is taken at its first word', async () => {
    const lines = ['max-age=1', 'max-age=2; includeSubDomains'].map(
      (value) => `Strict-Transport-Security: ${value}\r\n`,
    )
    const hsts = await hstsOf(saying(`HTTP/1.1 301 Moved\r\n${lines.join('')}\r\n`))
    expect(hsts).toEqual({ maxAge: 1, includeSubDomains: false })
  })

  it('says it wrongly has said nothing', async () => {
    const header = 'strict-transport-security: max-age=1; max-age=2\r\n'
    const hsts = await hstsOf(saying(`HTTP/1.1 200 OK\r\n${header}\r\n`))
    expect(hsts).toEqual({ maxAge: undefined, includeSubDomains: false })
  })

  it('never answers is not waited for', async () => {
    expect(await hstsOf(() => undefined, 0.3)).toEqual(
      unknown('The server did not answer in time.'),
    )
  })

  it('ends without an answer has none', async () => {
    expect(await hstsOf((socket) => socket.end())).toEqual(
      unknown('The server closed the connection without an answer.'),
    )
  })

  it('speaks something else is told of', async () => {
    expect(await hstsOf(saying('220 smtp.example\r\n\r\n'))).toEqual(
      unknown('The server does not answer as HTTP/1 servers do.'),
    )
  })

  it('answers without end is not listened to', async () => {
    const line = `a: ${'b'.repeat(1000)}\r\n`
    const hsts = await hstsOf((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      endlessly(socket, Buffer.from(line.repeat(20)))
    })
    expect(hsts).toEqual(unknown('The server answers with more than 32768 bytes.'))
  })

  it('asks for the handshake again gets no other', async () => {
    const port = await tlsServer({ ...pem(ec), maxVersion: 'TLSv1.2' }, (socket) => {
      socket.renegotiate({}, () => undefined)
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    })
    const { usual, versions } = await shakeHands(routeTo(port, { protocol: 'https' }), {
      pace: pace({ timeout: 2 }),
    })
    expect(usual).toMatchObject({ completed: true, version: 'TLSv1.2' })
    expect(versions[2]).toMatchObject({ version: 'TLSv1.2', outcome: 'accepted' })
  })

  it('gets one request, with the name and the path that were asked for', async () => {
    const heard: unknown[] = []
    const server = createServer(pem(ec), ({ method, url, headers }, response) => {
      heard.push([method, url, headers.host])
      response.end()
    })
    const port = await listen(server)
    const endpoint = { protocol: 'https', servername: 'api.example', path: '/a?b' } as const
    await shakeHands(routeTo(port, endpoint), { pace: pace() })
    expect(heard).toEqual([['GET', '/a?b', `api.example:${port}`]])
  })
})

describe('what is ended early', () => {
  it('is told as far as it came', async () => {
    const port = await tlsServer(pem(ec))
    const everything = new AbortController()
    const turns = pace({ signal: everything.signal, connections: 1 })
    const found = await shakeHands(routeTo(port), {
      pace: turns,
      async open({ endpoint }, signal) {
        const socket = connect({ port: endpoint.port, host: '127.0.0.1', signal })
        // As soon as the first handshake is over.
        socket.once('close', () => everything.abort(new Error('enough')))
        return socket.on('error', () => undefined)
      },
    })
    expect(found).toMatchObject({
      ...NOTHING,
      usual: { completed: true, version: 'TLSv1.3' },
      certificate: { subject: 'CN=test' },
      asksForClientCertificate: false,
      hsts: undefined,
    })
  })

  it('was not begun', async () => {
    const turns = pace({ signal: AbortSignal.abort(new Error('enough')) })
    const { usual } = await shakeHands(routeTo(1), { pace: turns })
    expect(usual).toEqual({ completed: false, reason: 'It was ended before an answer came.' })
  })

  it('needed more connections than there may be', async () => {
    const port = await tlsServer(pem(ec))
    const { usual, versions } = await shakeHands(routeTo(port), {
      pace: pace({ maxConnections: 2, connections: 1 }),
    })
    expect(usual.completed).toBe(true)
    expect(versions.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'inconclusive',
      'inconclusive',
      'inconclusive',
    ])
  })
})
