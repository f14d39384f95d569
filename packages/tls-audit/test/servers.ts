import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { createTestCertificate, type TestCertificate } from '@countersign/testing'
import { onTestFinished } from 'vitest'
import { createPace, type Pace, type PaceOptions } from '../src/connect/pace.js'
import type { Endpoint, Route } from '../src/endpoint.js'

/** Closes a server with the test, and whoever is connected. */
export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A server that speaks by hand. */
export async function tcpServer(handle: (socket: Socket) => void): Promise<number> {
  return listen(createTcpServer(handle))
}

/** A server that speaks TLS, and nothing on top of it unless told to. */
export async function tlsServer(
  options: TlsOptions,
  handle: (socket: TLSSocket) => void = () => undefined,
): Promise<number> {
  const server = createServer(options, (socket) => {
    socket.on('error', () => undefined)
    socket.resume()
    handle(socket)
  })
  return listen(server)
}

export function routeTo(port: number, more: Partial<Endpoint> = {}): Route {
  const endpoint = { host: 'localhost', port, protocol: 'tls', path: '/', ...more } as const
  return { endpoint, address: '127.0.0.1' }
}

export function pace(more: Partial<PaceOptions> = {}): Pace {
  const { signal } = new AbortController()
  return createPace({
    signal,
    timeout: 10,
    connections: 4,
    pause: 0,
    maxConnections: 100,
    ...more,
  })
}

export function pem({ certificate, privateKey }: TestCertificate): { cert: string; key: string } {
  return { cert: certificate, key: privateKey }
}

/** Takes its time: once per file is enough. */
export async function rsaCertificate(): Promise<TestCertificate> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return createTestCertificate({ key: privateKey })
}
