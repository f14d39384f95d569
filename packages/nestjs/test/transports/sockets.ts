import { once } from 'node:events'
import { type ArgumentsHost, Catch, type INestApplication } from '@nestjs/common'
import { IoAdapter } from '@nestjs/platform-socket.io'
import { WsAdapter } from '@nestjs/platform-ws'
import { WsException } from '@nestjs/websockets'
import { io } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { RefusalPayload } from '../../src/index.js'

/** What a gateway said, or an exception of one. */
export interface Said {
  readonly event: string
  readonly data: unknown
}

/** A client that is connected. */
interface TestClient {
  /** Sends a message, and waits for what comes next. */
  ask(event: string, data?: unknown): Promise<Said>
  next(this: void): Promise<Said>
  /** Resolves when the server has ended the connection: with the close code, where there is one. */
  readonly closed: Promise<number | undefined>
  close(): void
}

/** Thrown where a client may not connect. */
export class NotConnected extends Error {
  readonly status: number | undefined
  readonly challenge: string | undefined

  constructor(status: number | undefined, challenge: string | undefined) {
    super('not connected')
    this.status = status
    this.challenge = challenge
  }

  /** Of the challenge: `undefined` where it has none. */
  get code(): string | undefined {
    return /error="(\w+)"/.exec(this.challenge ?? '')?.[1]
  }
}

/** What socket.io tells a client that may not connect. */
interface ConnectError extends Error {
  readonly data?: RefusalPayload
}

export interface ConnectOptions {
  readonly headers?: Record<string, string>
  readonly protocols?: string[]
  readonly auth?: Record<string, unknown>
  readonly namespace?: string
}

export interface Sockets {
  readonly name: string
  /** The path that a handshake asks for. */
  readonly path: string
  use(this: void, app: INestApplication): void
  connect(this: void, url: string, options?: ConnectOptions): Promise<TestClient>
}

/** Both libraries that Nest has adapters for, each with its own client. */
export const sockets: readonly Sockets[] = [
  {
    name: 'ws',
    path: '/',
    use: (app) => void app.useWebSocketAdapter(new WsAdapter(app)),
    connect: connectPlain,
  },
  {
    name: 'socket.io',
    path: '/socket.io/',
    use: (app) => void app.useWebSocketAdapter(new IoAdapter(app)),
    connect: connectSocketIo,
  },
]

async function connectPlain(url: string, options: ConnectOptions = {}): Promise<TestClient> {
  const { headers = {}, protocols = [] } = options
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers })
  onTestFinished(() => socket.terminate())
  const heard = queue()
  socket.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString()) as Said))
  const closed = once(socket, 'close').then(([code]: number[]) => code)
  closed.catch(() => {})
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.once('unexpected-response', (_request, response) => {
      reject(new NotConnected(response.statusCode, response.headers['www-authenticate']))
    })
  })
  return {
    ask(event, data) {
      socket.send(JSON.stringify({ event, data }))
      return heard.next()
    },
    next: heard.next,
    closed,
    close: () => socket.close(),
  }
}

async function connectSocketIo(url: string, options: ConnectOptions = {}): Promise<TestClient> {
  const { headers = {}, auth = {}, namespace = '' } = options
  const settings = { extraHeaders: headers, auth, forceNew: true, reconnection: false }
  const socket = io(url + namespace, { ...settings, transports: ['websocket'] })
  onTestFinished(() => void socket.disconnect())
  const heard = queue()
  socket.onAny((event: string, data: unknown) => heard.push({ event, data }))
  const closed = new Promise<undefined>((resolve) =>
    socket.once('disconnect', () => resolve(undefined)),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', ({ data }: ConnectError) => {
      reject(new NotConnected(data?.statusCode, data?.headers['WWW-Authenticate']))
    })
  })
  return {
    ask(event, data) {
      socket.emit(event, data)
      return heard.next()
    },
    next: heard.next,
    closed,
    close: () => void socket.disconnect(),
  }
}

function queue(): { push(said: Said): void; next(this: void): Promise<Said> } {
  const said: Said[] = []
  const waiting: ((one: Said) => void)[] = []
  return {
    push(one) {
      const wake = waiting.shift()
      if (wake) wake(one)
      else said.push(one)
    },
    next: () => {
      const one = said.shift()
      return one ? Promise.resolve(one) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

/** Nest 11's own tells nobody over plain WebSockets: it emits to itself. */
@Catch(WsException)
export class SendingFilter {
  catch(exception: WsException, host: ArgumentsHost): void {
    const client = host.switchToWs().getClient<{ emit: unknown; send(data: string): void }>()
    const said = { event: 'exception', data: exception.getError() }
    if ('handshake' in client)
      (client.emit as (event: string, data: unknown) => void)('exception', said.data)
    else client.send(JSON.stringify(said))
  }
}
