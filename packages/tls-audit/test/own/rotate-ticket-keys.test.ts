import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:tls'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { rotateTicketKeys, type TicketKeyOptions } from '../../src/own/rotate-ticket-keys.js'
import type { TicketKeyMessage } from '../../src/own/ticket-key-channel.js'
import { listen, pem } from '../servers.js'

const ec = await createTestCertificate()

/** A server whose keys are watched: time stands still until a test moves it. */
function rotating(options: TicketKeyOptions = {}): {
  server: Server
  keys: string[]
  messages: TicketKeyMessage[]
  stop: () => void
} {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const server = createServer(pem(ec))
  const keys: string[] = []
  vi.spyOn(server, 'setTicketKeys').mockImplementation((given) => {
    if (given.length !== 48) throw new Error('no keys')
    keys.push(given.toString('hex'))
    return server
  })
  const messages: TicketKeyMessage[] = []
  const hear = (message: unknown): void => void messages.push(message as TicketKeyMessage)
  subscribe('countersign:ticket-keys', hear)
  const rotation = rotateTicketKeys(server, options)
  onTestFinished(() => {
    rotation.stop()
    unsubscribe('countersign:ticket-keys', hear)
    vi.useRealTimers()
  })
  return { server, keys, messages, stop: () => rotation.stop() }
}

const seconds = async (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1000)

describe('the keys of tickets', () => {
  it('are new at once, and every twelve hours', async () => {
    const { keys, messages } = rotating()
    expect(keys).toHaveLength(1)
    await seconds(43_199)
    expect(keys).toHaveLength(1)
    await seconds(1)
    expect(keys).toHaveLength(2)
    await seconds(86_400)
    expect(new Set(keys).size).toBe(4)
    expect(messages).toHaveLength(4)
    expect(new Set(messages.map((message) => JSON.stringify(message)))).toEqual(
      new Set(['{"event":"rotated","shared":false}']),
    )
  })

  it('stay as they are once it is stopped, or the server closed', async () => {
    const { keys, stop } = rotating({ every: 1 })
    stop()
    await seconds(10)
    expect(keys).toHaveLength(1)
    const { server, keys: others } = rotating({ every: 1 })
    server.emit('close')
    await seconds(10)
    expect(others).toHaveLength(1)
  })

  it.each([
    { every: 0 },
    { every: 86_401 },
    { every: Number.NaN },
    { keys: 'secret' as unknown as () => Buffer },
  ])('are not rotated by %j', (options) => {
    expect(() => rotateTicketKeys(createServer(), options)).toThrow(TypeError)
  })

  it('keep no process alive', () => {
    const server = createServer(pem(ec))
    const timer = vi.spyOn(globalThis, 'setTimeout')
    onTestFinished(() => {
      timer.mockRestore()
    })
    const { stop } = rotateTicketKeys(server)
    const [made] = timer.mock.results
    expect(made?.value).toSatisfy((one: NodeJS.Timeout) => !one.hasRef())
    stop()
  })
})

describe('the keys that processes share', () => {
  it('take the place of its own as soon as they come', async () => {
    const shared = [randomBytes(48), randomBytes(48)]
    const given = [...shared]
    const { keys, messages } = rotating({
      every: 60,
      keys: async () => given.shift() ?? randomBytes(48),
    })
    await seconds(0)
    expect(keys.slice(1)).toEqual([shared[0]?.toString('hex')])
    await seconds(60)
    expect(keys.slice(1)).toEqual(shared.map((one) => one.toString('hex')))
    // They are somebody else's to erase.
    expect(shared[0]?.every((byte) => byte === 0)).toBe(false)
    expect(messages.at(-1)).toEqual({ event: 'rotated', shared: true })
  })

  it.each([
    ['a failure', () => Promise.reject(new Error('away'))],
    [
      'an exception',
      () => {
        throw new Error('away')
      },
    ],
    ['too few bytes', () => Buffer.alloc(47)],
    ['no bytes', () => 'x'.repeat(48) as unknown as Buffer],
  ])('are asked for again after %s, and its own are used', async (_, keysOf) => {
    const { keys, messages } = rotating({ keys: keysOf })
    await seconds(0)
    expect(keys).toHaveLength(1)
    expect(messages.at(-1)).toMatchObject({ event: 'failed', error: expect.any(Error) })
    await seconds(120)
    expect(messages.filter(({ event }) => event === 'failed')).toHaveLength(3)
    expect(keys).toHaveLength(1)
    // Its own are not used longer than they should be either.
    await seconds(43_200)
    expect(keys).toHaveLength(2)
  })

  it('are given up at once when they fail later', async () => {
    const shared = randomBytes(48)
    let isAway = false
    const { keys } = rotating({
      every: 60,
      keys() {
        if (isAway) throw new Error('away')
        return shared
      },
    })
    await seconds(0)
    isAway = true
    await seconds(60)
    isAway = false
    await seconds(60)
    const isShared = keys.map((key) => key === shared.toString('hex'))
    expect(isShared).toEqual([false, true, false, true])
  })

  it('are waited for no longer than ten seconds, and not taken after it was stopped', async () => {
    const { keys, messages } = rotating({ keys: () => new Promise(() => undefined) })
    await seconds(10)
    expect(messages.at(-1)).toMatchObject({ event: 'failed' })
    expect(keys).toHaveLength(1)
    const answers: ((keys: Buffer) => void)[] = []
    const late = rotating({
      keys: () => new Promise((resolve) => void answers.push(resolve)),
    })
    late.stop()
    answers[0]?.(randomBytes(48))
    await seconds(0)
    expect(late.keys).toHaveLength(1)
  })

  it('are not used for more than a day', async () => {
    const shared = randomBytes(48)
    const { keys, messages } = rotating({ every: 43_200, keys: () => shared })
    await seconds(2 * 43_200)
    expect(keys.filter((key) => key === shared.toString('hex'))).toHaveLength(3)
    await seconds(43_200)
    expect(keys.at(-1)).not.toBe(shared.toString('hex'))
    expect(messages.at(-1)).toMatchObject({
      event: 'failed',
      error: new Error('the shared ticket keys were the same for more than a day'),
    })
  })
})

describe('a ticket', () => {
  it('is worth nothing after a rotation', async () => {
    const server = createServer(
      { ...pem(ec), maxVersion: 'TLSv1.2' },
      (socket) =>
        void socket
          .resume()
          .end('bye')
          .on('error', () => undefined),
    )
    const port = await listen(server)
    const { session } = await connected(port)
    expect(await connected(port, session)).toMatchObject({ isReused: true })
    const { stop } = rotateTicketKeys(server)
    stop()
    expect(await connected(port, session)).toMatchObject({ isReused: false })
  })
})

async function connected(
  port: number,
  session?: Buffer,
): Promise<{ session: Buffer | undefined; isReused: boolean }> {
  const socket = connect({ port, rejectUnauthorized: false, ...(session && { session }) })
  await once(socket, 'secureConnect')
  const seen = { session: socket.getSession(), isReused: socket.isSessionReused() }
  socket.destroy()
  return seen
}
