import { once } from 'node:events'
import { createSecureServer, connect as connectHttp2 } from 'node:http2'
import { createServer, request as httpsRequest, Agent } from 'node:https'
import { Socket, type AddressInfo, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect, type TLSSocket } from 'node:tls'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { certificateThumbprint } from '../../src/certificate/certificate-thumbprint.js'
import { tlsCertificate } from '../../src/index.js'
import { tokenRequest } from '../support/token-request.js'

const own = await createTestCertificate()
const client = await createTestCertificate()
const other = await createTestCertificate()
const identity = { key: own.privateKey, cert: own.certificate }
const presented = { key: client.privateKey, cert: client.certificate }

const seenOf = (socket: Socket): string =>
  certificateThumbprint(tlsCertificate(), tokenRequest({ socket })) ?? 'none'

/** A server that answers with the thumbprint it sees. */
async function serve(options: object = {}): Promise<{ port: number; server: Server }> {
  const asking = { requestCert: true, rejectUnauthorized: false }
  const server = createServer({ ...identity, ...asking, ...options }, ({ socket }, res) => {
    res.end(seenOf(socket))
  })
  return { port: await listening(server), server }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function seenBy(port: number, options: object): Promise<string> {
  const open = { port, host: '127.0.0.1', rejectUnauthorized: false, agent: false }
  const request = httpsRequest({ ...open, ...options }).end()
  const [response] = await once(request, 'response')
  return text(response)
}

describe('the certificate of the connection', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is the one that the client has proven, in %s',
    async (version) => {
      const { port } = await serve({ minVersion: version, maxVersion: version })
      expect(await seenBy(port, presented)).toBe(client.thumbprint)
      expect(await seenBy(port, {})).toBe('none')
    },
  )

  it('is none where nobody asks for it', async () => {
    const { port } = await serve({ requestCert: false })
    expect(await seenBy(port, presented)).toBe('none')
  })

  it('stays for all requests of a connection', async () => {
    const { port } = await serve()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    for (let count = 0; count < 3; count++) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await seenBy(port, { ...presented, agent })).toBe(client.thumbprint)
    }
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is that of the session where one is resumed, whatever is presented then, in %s',
    async (version) => {
      const { port } = await serve({ minVersion: version, maxVersion: version })
      const first = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...presented })
      const session = await sessionOf(first)
      const { privateKey: key, certificate: cert } = other
      for (const options of [{ session }, { session, key, cert }]) {
        // oxlint-disable-next-line no-await-in-loop
        expect(await seenBy(port, options)).toBe(client.thumbprint)
      }
    },
  )

  it('is known of HTTP/2 connections too', async () => {
    const asking = { requestCert: true, rejectUnauthorized: false }
    const server = createSecureServer({ ...identity, ...asking }, ({ socket }, res) => {
      res.end(seenOf(socket))
    })
    const port = await listening(server)
    const session = connectHttp2(`https://127.0.0.1:${port}`, {
      ...presented,
      rejectUnauthorized: false,
    })
    onTestFinished(() => session.destroy())
    expect(await text(session.request())).toBe(client.thumbprint)
  })
})

describe('without a connection of TLS', () => {
  it('there is none', () => {
    const read = tlsCertificate()
    expect(read(tokenRequest())).toBeUndefined()
    expect(read(tokenRequest({ socket: new Socket() }))).toBeUndefined()
  })

  it('no header makes one', () => {
    const headers = { 'client-cert': `:${client.der.toString('base64')}:` }
    expect(tlsCertificate()(tokenRequest({ headers, socket: new Socket() }))).toBeUndefined()
  })
})

it('is none once the connection has ended', async () => {
  const { port, server } = await serve()
  const accepted = once(server, 'secureConnection')
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...presented })
  const [seen] = (await accepted) as [TLSSocket]
  expect(seenOf(seen)).toBe(client.thumbprint)
  socket.destroy()
  seen.destroy()
  await once(seen, 'close')
  expect(seenOf(seen)).toBe('none')
})

/** Asks for a page, so that the session tickets have arrived. */
async function sessionOf(socket: TLSSocket): Promise<Buffer> {
  const arrived = once(socket, 'session')
  await once(socket, 'secureConnect')
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const [session] = (await arrived) as [Buffer]
  socket.destroy()
  return session
}
