import type { INestApplication } from '@nestjs/common'
import { IoAdapter } from '@nestjs/platform-socket.io'
import { WebSocketGateway } from '@nestjs/websockets'
import { io, type Socket } from 'socket.io-client'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { authOf } from '../../src/index.js'
import { bearer, startProvider } from '../provider.js'
import { serveGateways } from './gateway-app.js'
import { sockets } from './sockets.js'

const { provider, verifier } = await startProvider()

const [, socketIo] = sockets
if (!socketIo) throw new Error('something is missing')

class Recovering extends IoAdapter {
  override createIOServer(
    ...[port, options]: Parameters<IoAdapter['createIOServer']>
  ): ReturnType<IoAdapter['createIOServer']> {
    const recovering = { ...options, connectionStateRecovery: { skipMiddlewares: true } }
    return super.createIOServer(port, recovering as typeof options)
  }
}

const kind = {
  ...socketIo,
  use: (app: INestApplication): void => void app.useWebSocketAdapter(new Recovering(app)),
}

let connected: (string | undefined)[] = []

afterEach(() => {
  connected = []
})

/** Connects; and once it has heard something, without which nothing is recovered, once more. */
async function reconnect(namespace: string, second: string): Promise<Socket> {
  @WebSocketGateway({ namespace })
  class Chat {
    handleConnection(client: { nsp: { emit(event: string, data: string): void } }): void {
      connected.push(authOf(verifier, client).subject)
      client.nsp.emit('hello', 'x')
    }
  }
  const url = await serveGateways(kind, verifier, [Chat])
  const headers: Record<string, string> = { ...bearer(await provider.token()) }
  const options = { extraHeaders: headers, transports: ['websocket'], reconnectionDelay: 1 }
  const socket = io(url + namespace, options)
  onTestFinished(() => void socket.disconnect())
  await new Promise<void>((resolve) => socket.once('hello', () => resolve()))
  headers['Authorization'] = `Bearer ${second}`
  socket.io.engine.close()
  return socket
}

const outcome = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('connect', () => resolve(socket.recovered ? 'recovered' : 'connected'))
    socket.once('connect_error', ({ message }) => resolve(message))
  })

describe.each(['/', '/chat'])('whoever recovers a connection of socket.io on %s', (namespace) => {
  it('is asked for a token before that, also where middlewares are to be skipped', async () => {
    const socket = await reconnect(namespace, 'x.y.z')
    expect(await outcome(socket)).toContain('token is malformed')
    expect(connected).toEqual(['u1'])
  })

  it('goes on with a good one', async () => {
    const socket = await reconnect(namespace, await provider.token())
    expect(await outcome(socket)).toBe('recovered')
    await expect.poll(() => connected).toEqual(['u1', 'u1'])
  })
})
