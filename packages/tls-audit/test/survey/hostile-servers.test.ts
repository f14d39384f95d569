import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { alert, ellipticKey, fakeServer, message, record, serverHello } from './fake-tls-server.js'
import { listen, survey, type Surveyed } from './surveying.js'

/** Sends a piece again and again, as long as somebody takes it. */
function keepSending(socket: Socket, piece: Buffer, milliseconds = 0): void {
  const timer = setInterval(() => {
    if (socket.writable && socket.writableLength < 1_000_000) socket.write(piece)
  }, milliseconds)
  const stop = (): void => clearInterval(timer)
  socket.once('close', stop)
  onTestFinished(stop)
}

const startOfHello = record(22, serverHello({ suite: 0xc02f })).subarray(0, 20)

/** What a server does once it has got a hello. */
const HABITS: Record<string, (socket: Socket) => void> = {
  'says nothing': () => undefined,
  'drips a ServerHello, byte by byte, and never comes to its end': (socket) => {
    socket.write(startOfHello)
    keepSending(socket, Buffer.alloc(1), 20)
  },
  'drips warnings': (socket) => keepSending(socket, alert(112, 1), 100),
  'answers in plain HTTP': (socket) =>
    void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  'sends garbage without end': (socket) => keepSending(socket, Buffer.alloc(65_536, 0xa5)),
  'announces a record of 64 KiB': (socket) => void socket.write(Buffer.from('160303ffff', 'hex')),
  'announces a message of 16 MiB': (socket) =>
    void socket.write(record(22, Buffer.from('02ffffff00', 'hex'))),
  'goes on with handshakes for ever': (socket) => {
    socket.write(record(22, serverHello({ suite: 0xc02f }), Buffer.from('0b018fff', 'hex')))
    keepSending(socket, record(22, Buffer.alloc(16_384)))
  },
  'sends one warning after another': (socket) => keepSending(socket, alert(90, 1)),
  'sends empty records': (socket) => keepSending(socket, record(22)),
  'resets after the hello': (socket) => void socket.resetAndDestroy(),
  'closes after the hello': (socket) => void socket.end(),
  'closes in the middle of its answer': (socket) => void socket.end(startOfHello),
  'says that it does not know the name': (socket) => void socket.end(alert(112)),
  'says that it has an internal error': (socket) => void socket.end(alert(80)),
  'says goodbye': (socket) => void socket.end(alert(0, 1)),
  'chooses a suite that was not offered': (socket) =>
    void socket.write(record(22, serverHello({ suite: 0x0a0a }))),
  'sends a certificate before anything else': (socket) =>
    void socket.write(record(22, message(11, Buffer.alloc(100)))),
  'chooses a version that was not offered': (socket) =>
    void socket.write(record(22, serverHello({ suite: 0x1301, version: 0x0305 }))),
  'sends a key for nothing': (socket) =>
    void socket.write(record(22, ellipticKey(Buffer.alloc(32)))),
}

const QUICK = { timeout: 0.3, connections: 10 }

/** What was found, as far as it is to be compared with {@link NOTHING}. */
function known({ versions, groups, ephemeralKeys, dhePrimes, connections }: Surveyed): unknown {
  return {
    versions: versions.map(({ forwardSecret, notForwardSecret, suites, complete }) => ({
      outcomes: [forwardSecret, notForwardSecret],
      suites,
      complete,
    })),
    areReasonsSentences: versions.every(({ reason }) => /^[A-Z].*\.$/.test(reason ?? '')),
    groups,
    ephemeralKeys,
    dhePrimes,
    isLeftAlone: connections <= 20,
  }
}

const NOTHING = {
  versions: Array.from({ length: 5 }, () => ({
    outcomes: ['inconclusive', 'inconclusive'],
    suites: [],
    complete: false,
  })),
  areReasonsSentences: true,
  groups: [],
  ephemeralKeys: { samples: 0, reused: undefined },
  dhePrimes: [],
  isLeftAlone: true,
}

describe('of a server that', () => {
  it.each(Object.entries(HABITS))('%s, nothing is known', async (_, habit) => {
    const port = await fakeServer((_, socket) => {
      habit(socket)
      return undefined
    })
    expect(known(await survey(port, QUICK))).toEqual(NOTHING)
  })

  it('closes at once, nothing is known', async () => {
    const port = await listen(createServer((socket) => socket.end()))
    expect(known(await survey(port, QUICK))).toEqual(NOTHING)
  })

  it('resets at once, nothing is known', async () => {
    const port = await listen(createServer((socket) => socket.resetAndDestroy()))
    expect(known(await survey(port, QUICK))).toEqual(NOTHING)
  })

  it.each([40, 70, 71])('refuses everything by alert %i, nothing is known', async (code) => {
    const port = await fakeServer(() => alert(code))
    const found = await survey(port, QUICK)
    for (const { forwardSecret, notForwardSecret, reason } of found.versions) {
      expect([forwardSecret, notForwardSecret]).toEqual(['inconclusive', 'inconclusive'])
      expect(reason).toBe('It refused every hello of every version, which proves nothing.')
    }
  })

  it('is not there, nothing is known', async () => {
    const found = await survey(1, QUICK, {
      open: async () => {
        throw new Error('connect ECONNREFUSED')
      },
    })
    expect(known(found)).toEqual(NOTHING)
    expect(found.of('TLSv1.2').reason).toBe('No connection could be made: connect ECONNREFUSED.')
  })

  it('takes no connection in time, nothing is known', async () => {
    const found = await survey(1, QUICK, {
      open: async (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    })
    expect(known(found)).toEqual(NOTHING)
    expect(found.of('TLSv1.2').reason).toBe('The time for a connection ran out.')
  })
})
