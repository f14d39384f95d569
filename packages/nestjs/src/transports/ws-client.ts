import type { IncomingMessage } from 'node:http'
import { type AuthError, ConfigError } from '@countersign/core'
import { refusalPayload } from './refusal-payload.js'
import type { Upgrade } from './ws-upgrade.js'

/** A socket of socket.io, as far as it is of use here. */
interface SocketIoClient {
  readonly connected: boolean
  readonly request: IncomingMessage
  readonly handshake: { readonly auth?: { readonly token?: unknown } }
  emit(event: string, payload: unknown): unknown
  disconnect(close: boolean): unknown
  once(event: 'disconnect', listener: () => void): unknown
}

/** A WebSocket of `ws`, likewise. */
interface PlainClient {
  readonly readyState: number
  send(data: string): unknown
  close(code: number, reason: string): unknown
  once(event: 'close', listener: () => void): unknown
}

/** What can be done with a client, whichever library it is of. */
export interface Client {
  readonly isOpen: boolean
  onceGone(listener: () => void): void
  /** Says why in the way of Nest's exceptions, and ends the connection. */
  refuse(error: AuthError): void
}

const OPEN = 1

// RFC 6455 §7.4.1, and of IANA's registry: nothing is wrong with the client.
const POLICY_VIOLATION = 1008
const TRY_AGAIN_LATER = 1013

/** Throws a ConfigError for the client of a library that nobody here knows. */
export function clientOf(client: object): Client {
  if (isSocketIoClient(client)) return socketIo(client)
  if (isPlainClient(client)) return plain(client)
  throw new ConfigError('client', 'must be one of socket.io or of ws')
}

/** What the connection of a client began with; `undefined`: the client does not know. */
export function upgradeOf(client: object): Upgrade | undefined {
  if (!isSocketIoClient(client)) return undefined
  return { request: client.request, payload: client.handshake.auth?.token }
}

function socketIo(client: SocketIoClient): Client {
  return {
    get isOpen() {
      return client.connected
    },
    onceGone: (listener) => void client.once('disconnect', listener),
    refuse(error) {
      client.emit('exception', refusalPayload(error))
      client.disconnect(true)
    },
  }
}

function plain(client: PlainClient): Client {
  return {
    get isOpen() {
      return client.readyState === OPEN
    },
    onceGone: (listener) => void client.once('close', listener),
    refuse(error) {
      client.send(JSON.stringify({ event: 'exception', data: refusalPayload(error) }))
      client.close(error.expose ? POLICY_VIOLATION : TRY_AGAIN_LATER, error.code ?? '')
    },
  }
}

function isSocketIoClient(client: object): client is SocketIoClient {
  const { emit, disconnect, handshake } = client as Partial<SocketIoClient>
  return isFunction(emit) && isFunction(disconnect) && typeof handshake === 'object'
}

function isPlainClient(client: object): client is PlainClient {
  const { readyState, send, close } = client as Partial<PlainClient>
  return typeof readyState === 'number' && isFunction(send) && isFunction(close)
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
