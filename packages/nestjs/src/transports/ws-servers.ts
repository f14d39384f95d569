import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { type AuthError, isAuthError } from '@countersign/core'
import { HttpException, Logger } from '@nestjs/common'
import { refusalPayload, safeMessage } from './refusal-payload.js'
import { upgradeOf } from './ws-client.js'
import { Connection, connectionOf } from './ws-connection.js'

/** Rejects unless a client may connect. `handle` is its socket, or as long as there is none its request. */
export type ConnectionCheck = (handle: object) => Promise<void>

type Done = (accepted: boolean, status?: number, message?: string, headers?: object) => void
type VerifyClient = (info: { readonly req: IncomingMessage }, done: Done) => unknown

/** A server of `ws`, as far as it is of use here. */
interface PlainServer {
  readonly options: { verifyClient?: VerifyClient | null }
  handleUpgrade(...args: readonly never[]): unknown
  on(event: 'connection', listener: (client: object, request: IncomingMessage) => void): unknown
}

/** A server or a namespace of socket.io, likewise. */
interface SocketIoServer {
  use(middleware: (socket: object, next: (error?: Error) => void) => unknown): unknown
  on(event: 'connection', listener: (socket: object) => void): unknown
  readonly opts?: SocketIoOptions
  /** Of a namespace. */
  readonly server?: { readonly opts?: SocketIoOptions }
}

interface SocketIoOptions {
  connectionStateRecovery?: { skipMiddlewares?: boolean }
}

const checksOf = new WeakMap<object, ConnectionCheck[]>()
const log = new Logger('AuthModule')

/**
 * Lets nobody connect who does not pass a check. Gateways may share a server, and then each check has
 * to be passed. Says `false` of a server of a kind that is not known, and does nothing then.
 */
export function protectServer(server: object, check: ConnectionCheck): boolean {
  const known = checksOf.get(server)
  if (known) {
    known.push(check)
    return true
  }
  const protect = protectionOf(server)
  if (!protect) return false
  const checks = [check]
  checksOf.set(server, checks)
  protect(async (handle) => {
    for (const one of checks) await one(handle)
  })
  return true
}

function protectionOf(server: object): ((pass: ConnectionCheck) => void) | undefined {
  if (isPlainServer(server)) return (pass) => protectPlain(server, pass)
  return isSocketIoServer(server) ? (pass) => protectSocketIo(server, pass) : undefined
}

/** Clients are refused by an answer to their upgrade request, as by any other route. */
function protectPlain(server: PlainServer, pass: ConnectionCheck): void {
  const { options } = server
  const own = options.verifyClient ?? undefined
  options.verifyClient = (info, done) => void verify(info, done)
  server.on('connection', (client, request) => {
    connectionOf(request, { request, payload: undefined }).attach(client)
  })

  async function verify(info: { readonly req: IncomingMessage }, done: Done): Promise<void> {
    try {
      Connection.begin(info.req, { request: info.req, payload: undefined })
      await pass(info.req)
      if (own && own.length > 1) own.call(options, info, done)
      else done(own ? Boolean(own.call(options, info, done)) : true)
    } catch (error) {
      const refusal = refusalIn(error)
      if (refusal) done(false, refusal.status, safeMessage(refusal), refusal.headers)
      else done(false, statusOf(error))
    }
  }
}

/** Clients are refused by the error that `connect_error` tells them. */
function protectSocketIo(server: SocketIoServer, pass: ConnectionCheck): void {
  const { connectionStateRecovery: recovery } = (server.server ?? server).opts ?? {}
  // Or whoever recovers the state of a connection would not be asked, and be connected.
  if (recovery) recovery.skipMiddlewares = false
  server.use(async (socket, next) => {
    const upgrade = upgradeOf(socket)
    if (upgrade) Connection.begin(socket, upgrade)
    next(await refusalBy(pass, socket))
  })
  server.on('connection', (socket) => void connectionOf(socket).attach(socket))
}

async function refusalBy(pass: ConnectionCheck, socket: object): Promise<Error | undefined> {
  try {
    await pass(socket)
    return undefined
  } catch (error) {
    return connectError(error)
  }
}

function connectError(error: unknown): Error {
  const refusal = refusalIn(error)
  if (!refusal) return new Error(STATUS_CODES[statusOf(error)])
  return Object.assign(new Error(safeMessage(refusal)), { data: refusalPayload(refusal) })
}

/** A guard rejects with an exception of its transport. */
function refusalIn(error: unknown): AuthError | undefined {
  if (isAuthError(error)) return error
  const { cause } = Object(error) as { readonly cause?: unknown }
  return isAuthError(cause) ? cause : undefined
}

const INTERNAL_SERVER_ERROR = 500

/** A guard that was extended may have exceptions of its own. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus()
  log.error(error)
  return INTERNAL_SERVER_ERROR
}

function isPlainServer(server: object): server is PlainServer {
  const { options, handleUpgrade } = server as Partial<PlainServer>
  return typeof handleUpgrade === 'function' && typeof options === 'object'
}

function isSocketIoServer(server: object): server is SocketIoServer {
  const { use, on } = server as Partial<SocketIoServer>
  return typeof use === 'function' && typeof on === 'function'
}
