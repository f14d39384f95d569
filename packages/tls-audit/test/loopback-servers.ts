import { generateKeyPairSync, getDiffieHellman } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttps, type ServerOptions } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net'
import type { TlsServer } from '@countersign/test-servers'
import { createTestCertificate, type TestCertificateOptions } from '@countersign/testing'
import { onTestFinished } from 'vitest'
import type { Endpoint } from '../src/endpoint.js'

/** PEM, of a server on loopback. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

export async function rsaIdentity(): Promise<Identity> {
  return identityOf({ key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey })
}

export async function ecIdentity(options: TestCertificateOptions = {}): Promise<Identity> {
  return identityOf(options)
}

async function identityOf(options: TestCertificateOptions): Promise<Identity> {
  const made = await createTestCertificate({ commonName: 'localhost', ...options })
  return { cert: made.certificate, key: made.privateKey }
}

/** A server of Node, until the test has finished. */
export async function startNode(options: ServerOptions, host = '127.0.0.1'): Promise<TlsServer> {
  const server = createHttps(options, (_request, response) => {
    response.setHeader('strict-transport-security', 'max-age=63072000')
    response.end()
  })
  // Most who ask go away in the middle of a handshake.
  server.on('tlsClientError', () => undefined)
  return untilFinished(server, host)
}

/** A server that does this with each connection. */
export async function startTcp(serve: (socket: Socket) => void): Promise<TlsServer> {
  const server = createTcp((socket) => {
    socket.on('error', () => undefined)
    serve(socket)
  })
  return untilFinished(server, '127.0.0.1')
}

async function untilFinished(server: Server, host: string): Promise<TlsServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, host)
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  return { port: (server.address() as AddressInfo).port, close }
}

/** Parameters of Diffie-Hellman with the prime of 1024 bits of RFC 2409 §6.2, PEM. */
export function smallPrime(): string {
  const prime = getDiffieHellman('modp2').getPrime()
  const parameters = Buffer.concat([
    Buffer.from([0x02, 0x81, prime.length + 1, 0x00]),
    prime,
    Buffer.from([0x02, 0x01, 0x02]),
  ])
  const der = Buffer.concat([Buffer.from([0x30, 0x81, parameters.length]), parameters])
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN DH PARAMETERS-----', ...lines, '-----END DH PARAMETERS-----', ''].join('\n')
}

/** Where a server of a test is, and what makes its certificate one to trust. */
export function endpointAt(
  { port }: Pick<TlsServer, 'port'>,
  changes: Partial<Endpoint> = {},
): Endpoint {
  return { host: '127.0.0.1', port, protocol: 'https', path: '/', ...changes }
}
