import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer, Server, type TlsOptions } from 'node:tls'

/** Where a server of one's own can be asked. */
export interface OnLoopback {
  readonly address: string
  readonly port: number
  close(): void
}

/** Where a server listens, or one that is started with these options for as long as it is asked. */
export async function onLoopback(server: TlsOptions | Server): Promise<OnLoopback> {
  if (server instanceof Server) return { ...placeOf(server), close: () => undefined }
  const own = createServer(server, (socket) => socket.end())
  const sockets = new Set<Socket>()
  own.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Most of what it is asked is no good handshake.
  own.on('tlsClientError', () => undefined)
  own.on('secureConnection', (socket) => socket.on('error', () => undefined))
  own.listen(0, '127.0.0.1')
  await once(own, 'listening')
  return {
    ...placeOf(own),
    close() {
      own.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const EVERYWHERE: Readonly<Record<string, string>> = { '::': '::1', '0.0.0.0': '127.0.0.1' }

function placeOf(server: Server): { address: string; port: number } {
  const place = server.address()
  if (place === null) throw new TypeError('the server does not listen')
  if (typeof place === 'string') throw new TypeError('the server listens on no port')
  return { address: EVERYWHERE[place.address] ?? place.address, port: place.port }
}
