import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { auditTls } from '../src/audit-tls.js'
import { ecIdentity, endpointAt, startNode, startTcp } from './loopback-servers.js'

/** Writes again and again, for as long as somebody reads. */
function flood(socket: Socket, chunk: Buffer): void {
  const write = (): void => {
    if (!socket.destroyed && socket.write(chunk)) setImmediate(write)
  }
  socket.on('drain', write)
  write()
}

function drip(socket: Socket, bytes: Buffer): void {
  let next = 0
  const timer = setInterval(
    () => socket.write(bytes.subarray(next++ % bytes.length, (next % bytes.length) + 1)),
    20,
  )
  socket.once('close', () => clearInterval(timer))
}

const HANDSHAKE = Buffer.from([22, 3, 3])
// A record as long as its header can say, and a handshake message longer than any.
const HUGE = Buffer.concat([
  HANDSHAKE,
  Buffer.from([0xff, 0xff, 2, 0xff, 0xff, 0xff]),
  Buffer.alloc(65_531),
])
// Hello requests, of which there is no end.
const ENDLESS = Buffer.concat([HANDSHAKE, Buffer.from([0, 4, 0, 0, 0, 0])])
const WARNING = Buffer.from([21, 3, 3, 0, 2, 1, 0])

const SERVERS: Readonly<Record<string, (socket: Socket) => void>> = {
  'keeps silent': () => undefined,
  'reads nothing': (socket) => void socket.pause(),
  'closes at once': (socket) => void socket.end(),
  'resets at once': (socket) => void socket.resetAndDestroy(),
  'resets what it has read': (socket) => void socket.once('data', () => socket.resetAndDestroy()),
  'talks of something else': (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'sends noise without end': (socket) => flood(socket, Buffer.alloc(16_384, 0x55)),
  'sends records of the largest size without end': (socket) => flood(socket, HUGE),
  'begins one handshake after the other': (socket) => flood(socket, ENDLESS),
  'warns without end': (socket) => flood(socket, WARNING),
  drips: (socket) => drip(socket, HUGE),
  'sends back what it gets': (socket) => void socket.pipe(socket),
}

describe('a server that', () => {
  it.each(Object.entries(SERVERS))('%s: unknown, by the deadline', async (_title, serve) => {
    const server = await startTcp(serve)
    const report = await auditTls(endpointAt(server), { deadline: 1, timeout: 0.2 })
    expect(report.endpoints).toMatchObject([{ verdict: 'unknown', findings: [] }])
    expect(report.endpoints[0]?.reason).toMatch(/^[A-Z].*[.)]$/)
  })
})

describe('an audit that is ended', () => {
  it('by its signal says what it has not seen', async () => {
    const server = await startNode(await ecIdentity())
    const ended = new AbortController()
    const report = await auditTls([endpointAt(server), endpointAt(server, { path: '/2' })], {
      signal: ended.signal,
      onProgress: ({ connections }) => connections > 5 && ended.abort(),
    })
    const end = { verdict: 'unknown', reason: 'It was ended before all was asked.' }
    expect(report).toMatchObject({ verdict: 'unknown', endpoints: [end, end] })
  })

  it('before it begins connects to nobody', async () => {
    let connections = 0
    const server = await startTcp(() => void connections++)
    const report = await auditTls(endpointAt(server), { signal: AbortSignal.abort() })
    expect(report).toMatchObject({
      verdict: 'unknown',
      endpoints: [{ reason: 'It was ended before all was asked.' }],
    })
    expect(connections).toBe(0)
  })

  it('by its deadline says so', async () => {
    const server = await startTcp(() => undefined)
    const report = await auditTls(endpointAt(server), { deadline: 0.5, timeout: 5 })
    expect(report.endpoints).toMatchObject([{ reason: 'The deadline of 0.5 seconds has passed.' }])
  })

  it('after so many connections says so', async () => {
    const server = await startNode(await ecIdentity())
    const { endpoints } = await auditTls(endpointAt(server), { maxConnections: 3 })
    expect(endpoints[0]?.verdict).toBe('unknown')
    expect(endpoints[0]?.reason).toContain('more than 3 connections were needed')
  })
})

describe('an audit that goes easy on a server', () => {
  it('has no more connections than it was told at once, whatever its name', async () => {
    const server = await startNode(await ecIdentity(), '127.0.0.1')
    let made = 0
    await auditTls([endpointAt(server), endpointAt(server, { servername: 'rs.example' })], {
      connections: 1,
      onProgress: ({ target, address }) => {
        made += 1
        expect({ target, address }).toStrictEqual({
          target: `https://127.0.0.1:${server.port}`,
          address: '127.0.0.1',
        })
      },
    })
    expect(made).toBeGreaterThan(10)
  })
})
