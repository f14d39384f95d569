import { connect, type Socket } from 'node:net'
import type { Route } from '../endpoint.js'
import { ConnectError, type ConnectErrorKind } from './connect-error.js'
import { WORDS_IN_THE_CLEAR } from './words-in-the-clear.js'

/**
 * Connects to the address, and says what has to be said in the clear before TLS begins.
 *
 * The signal destroys the socket whenever it is aborted, later as well. The socket reads nothing until
 * somebody listens, and its errors do no harm to a process that does not listen for them.
 *
 * @throws ConnectError; the reason of the signal, where that is no timeout.
 */
export async function openConnection(
  { address, endpoint }: Route,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted()
  const socket = connect({ host: address, port: endpoint.port, signal, noDelay: true })
  socket.on('error', () => undefined)
  try {
    await connected(socket)
    await WORDS_IN_THE_CLEAR[endpoint.protocol]?.(socket)
    return socket
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? reasonOf(signal) : error
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', (error: NodeJS.ErrnoException) => reject(asConnectError(error)))
    socket.once('close', () => reject(new ConnectError('closed', 'the connection was closed')))
  })
}

const KINDS: Readonly<Record<string, [ConnectErrorKind, string]>> = {
  ECONNREFUSED: ['refused', 'nobody listens at this address and port'],
  ECONNRESET: ['closed', 'the server reset the connection'],
  ETIMEDOUT: ['timeout', 'the address does not answer'],
}

function asConnectError(error: NodeJS.ErrnoException): ConnectError {
  const code = error.code ?? 'no code'
  const [kind, message] = KINDS[code] ?? ['unreachable', `no connection was possible (${code})`]
  return new ConnectError(kind, message, { cause: error })
}

/** A timeout is what a server did; any other end is what somebody here wanted. */
function reasonOf(signal: AbortSignal): unknown {
  const reason: unknown = signal.reason
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError'
  if (!isTimeout) return reason
  return new ConnectError('timeout', 'the server did not answer in time', { cause: reason })
}
