import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { openConnection, type Connection } from '../../src/http/connection.js'

const REQUEST = Buffer.from('GET / HTTP/1.1\r\n\r\n')
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'

const opened: { readonly server: Server; readonly connection: Connection }[] = []

afterEach(() => {
  for (const { server, connection } of opened.splice(0)) {
    connection.close()
    server.close()
  }
})

/** A connection to a server that does this with every request. */
async function connectionTo(answer: (socket: Socket) => unknown): Promise<Connection> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => void answer(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connection = await openConnection((server.address() as AddressInfo).port)
  opened.push({ server, connection })
  return connection
}

describe('a connection', () => {
  it('is kept for one request after the other', async () => {
    const ports = new Set<number | undefined>()
    const connection = await connectionTo((socket) => {
      ports.add(socket.remotePort)
      socket.write(ANSWER)
    })
    for (let request = 0; request < 3; request += 1)
      expect(await connection.ask(REQUEST)).toEqual({ status: 200, body: 'hello' })
    expect(ports.size).toBe(1)
  })

  it('waits for an answer that comes in pieces', async () => {
    const connection = await connectionTo(async (socket) => {
      for (const piece of [ANSWER.slice(0, 20), ANSWER.slice(20, -2), ANSWER.slice(-2)]) {
        socket.write(piece)
        await setTimeout(5)
      }
    })
    expect(await connection.ask(REQUEST)).toEqual({ status: 200, body: 'hello' })
  })

  it.each([
    ['ends', (socket: Socket) => socket.end()],
    ['ends in the middle of its answer', (socket: Socket) => socket.end(ANSWER.slice(0, 20))],
    ['is cut off', (socket: Socket) => socket.resetAndDestroy()],
  ])('fails if it %s, and from then on', async (_what, answer) => {
    const connection = await connectionTo(answer)
    await expect(connection.ask(REQUEST)).rejects.toThrow(/closed the connection|ECONNRESET/)
    await expect(connection.ask(REQUEST)).rejects.toThrow(/closed the connection|ECONNRESET/)
  })

  it('fails if the answer is none', async () => {
    const connection = await connectionTo((socket) => socket.write('hello\r\n\r\n'))
    await expect(connection.ask(REQUEST)).rejects.toThrow('not an answer of HTTP/1.1')
  })

  it('fails if more comes than the answer', async () => {
    const connection = await connectionTo((socket) => socket.write(ANSWER + ANSWER))
    await expect(connection.ask(REQUEST)).rejects.toThrow('there is more than the answer')
  })

  it('fails if an answer comes before its request', async () => {
    const late = new Promise<void>((resolve) => {
      void connectionTo((socket) => {
        socket.write(ANSWER)
        // The first answer is read by then.
        void setTimeout(20).then(() => socket.write(ANSWER, () => resolve()))
      }).then((connection) => connection.ask(REQUEST))
    })
    await late
    await setTimeout(20)
    await expect(opened[0]?.connection.ask(REQUEST)).rejects.toThrow('nobody has asked for')
  })

  it('has one request under way at a time', async () => {
    const connection = await connectionTo(() => {})
    const pending = connection.ask(REQUEST)
    await expect(connection.ask(REQUEST)).rejects.toThrow('not answered yet')
    connection.close()
    await expect(pending).rejects.toThrow('closed the connection')
  })

  it('is none where nobody listens', async () => {
    await expect(openConnection(1)).rejects.toThrow('ECONNREFUSED')
  })
})
