import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestCertificate, rawRequest } from '../src/index.js'

const servers: Server[] = []
const sockets = new Set<Socket>()

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(
    servers.splice(0).map(async (server) => {
      await new Promise((resolve) => {
        server.close(resolve)
      })
    }),
  )
})

/** Keeps what arrives and writes this answer, in these pieces. */
async function listen(...pieces: readonly (string | Buffer)[]) {
  const received: Buffer[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => received.push(chunk))
    socket.once('data', () => {
      const write = (at: number): void => {
        const piece = pieces[at]
        if (piece === undefined) return
        if (piece === 'FIN') socket.end()
        else if (piece === 'RST') socket.resetAndDestroy()
        else socket.write(piece, () => setImmediate(write, at + 1))
      }
      write(0)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const host = `127.0.0.1:${address.port}`
  return { url: `http://${host}`, host, received: () => Buffer.concat(received).toString('latin1') }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const RESET = /ECONNRESET|before the answer was complete/

describe('what rawRequest writes', () => {
  it('is a plain GET unless told otherwise', async () => {
    const { url, host, received } = await listen(OK)
    await rawRequest(`${url}/a/../b?c=d`)
    expect(received()).toBe(`GET /b?c=d HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  })

  it('is exactly the target and the field lines that were given', async () => {
    const { url, received } = await listen(OK)
    await rawRequest(url, {
      method: 'get',
      target: '//evil/../x#y',
      host: 'a b',
      headers: [
        ['Authorization', 'Bearer a'],
        ['authorization', 'Bearer\tb'],
        ['X-Folded', 'a\r\n b'],
        ['X-Byte', 'é'],
        ['X-Bytes', Uint8Array.of(0xff, 0x00)],
      ],
    })
    expect(received()).toBe(
      'get //evil/../x#y HTTP/1.1\r\nHost: a b\r\nAuthorization: Bearer a\r\n' +
        'authorization: Bearer\tb\r\nX-Folded: a\r\n b\r\nX-Byte: \xE9\r\nX-Bytes: \xFF\0\r\n\r\n',
    )
  })

  it('has no Host when told so, and not a second one beside those given', async () => {
    const { url, received } = await listen(OK)
    await rawRequest(url, { host: false })
    expect(received()).toBe('GET / HTTP/1.1\r\n\r\n')

    const other = await listen(OK)
    const headers = [
      ['Host', 'a'],
      ['host', 'b'],
    ] as const
    await rawRequest(other.url, { headers })
    expect(other.received()).toBe('GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n')
  })

  it('counts the bytes of a body unless the headers say how long it is', async () => {
    const { url, received } = await listen(OK)
    await rawRequest(url, { method: 'POST', body: 'é' })
    expect(received()).toMatch(/Content-Length: 2\r\n\r\n\xC3\xA9$/)

    const other = await listen(OK)
    await rawRequest(other.url, { body: 'abc', headers: [['content-length', '1']] })
    expect(other.received()).toMatch(/\r\ncontent-length: 1\r\n\r\nabc$/)
  })

  it('is refused where Node would cut a character', async () => {
    const sent = rawRequest('http://127.0.0.1:9', { headers: [['X', '\u0142']] })
    await expect(sent).rejects.toThrow('Latin-1')
    await expect(rawRequest('ftp://127.0.0.1')).rejects.toThrow('"url"')
  })
})

describe('what rawRequest reads', () => {
  it('keeps every value of a repeated field in order', async () => {
    const { url } = await listen(
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nwww-authenticate:DPoP \r\n' +
        'Content-Length: 0\r\n\r\n',
    )
    await expect(rawRequest(url)).resolves.toEqual({
      status: 401,
      headers: { 'www-authenticate': ['Bearer', 'DPoP'], 'content-length': ['0'] },
      body: '',
    })
  })

  it('is the same in single bytes', async () => {
    const { url } = await listen(...OK.split(''))
    await expect(rawRequest(url)).resolves.toMatchObject({ status: 200, body: 'ok' })
  })

  it.each<[string, readonly (string | Buffer)[], string]>([
    [
      'chunks, extensions and trailers',
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\n\xE2'].flatMap((head) => [
        Buffer.from(head, 'latin1'),
        Buffer.from('\r\n2\r\n\x82\xAC\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n', 'latin1'),
      ]),
      '€0123456789',
    ],
    ['a body up to the end of the connection', ['HTTP/1.0 200\r\n\r\nab', 'cd', 'FIN'], 'abcd'],
    ['a body up to a reset', ['HTTP/1.1 200 OK\r\n\r\nab', 'cd', 'RST'], 'abcd'],
    ['bare line feeds', ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok'], 'ok'],
    ['an interim answer', [`HTTP/1.1 100 Continue\r\n\r\n${OK}`], 'ok'],
    ['more than the length', [`${OK} and more`], 'ok'],
  ])('understands %s', async (_what, pieces, body) => {
    const { url } = await listen(...pieces)
    await expect(rawRequest(url)).resolves.toMatchObject({ status: 200, body })
  })

  it.each([
    ['without a length', 'HTTP/1.1 431 Too Large\r\nConnection: close\r\n\r\n'],
    ['with a length', 'HTTP/1.1 431 Too Large\r\nContent-Length: 0\r\n\r\n'],
  ])(
    'is an early answer %s, though the rest of the request meets a reset',
    async (_how, answer) => {
      const { url } = await listen(answer, 'RST')
      const sent = rawRequest(url, { method: 'POST', body: new Uint8Array(8_000_000) })
      await expect(sent).resolves.toMatchObject({ status: 431, body: '' })
    },
  )

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 200],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 304],
  ])('waits for no body after %s and %j', async (method, answer, status) => {
    const { url } = await listen(answer)
    await expect(rawRequest(url, { method })).resolves.toMatchObject({ status, body: '' })
  })

  it.each([
    ['an end in the headers', ['HTTP/1.1 200 OK\r\nA: b', 'FIN'], 'before the answer was complete'],
    ['an end in the body', [OK.slice(0, -1), 'FIN'], 'before the answer was complete'],
    ['an end before anything', ['FIN'], 'before the answer was complete'],
    ['a reset', ['RST'], 'ECONNRESET'],
    // Node 20 and 22 read a reset right behind some data as an end.
    ['a reset in the headers', ['HTTP/1.1 200 OK\r\nA: b\r\n', 'RST'], RESET],
    ['a reset in the body', [OK.slice(0, -1), 'RST'], RESET],
    [
      'a reset in the chunks',
      ['HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', 'RST'],
      RESET,
    ],
    ['something else than HTTP', ['SSH-2.0-x\r\n'], 'status line'],
    ['a length that is no number', ['HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'], 'no number'],
    ['a chunk without a size', ['HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n\r\n'], 'size'],
  ])('refuses %s', async (_what, pieces, message) => {
    const { url } = await listen(...pieces)
    await expect(rawRequest(url)).rejects.toThrow(message)
  })

  it('has to be complete in time', async () => {
    const { url } = await listen(OK.slice(0, -1))
    await expect(rawRequest(url, { timeout: 30 })).rejects.toThrow('within 30 ms')
  })

  it('fails where nobody listens', async () => {
    const { url } = await listen()
    await new Promise((resolve) => {
      servers.pop()?.close(resolve)
    })
    await expect(rawRequest(url)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('rawRequest over TLS', () => {
  it('presents the certificate that it was given, and takes any server', async () => {
    const own = await createTestCertificate()
    const client = await createTestCertificate()
    const identity = { key: own.privateKey, cert: own.certificate }
    const server = createTlsServer(
      { ...identity, requestCert: true, rejectUnauthorized: false },
      greet,
    )
    servers.push(server)
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = server.address() as AddressInfo
    const url = `https://127.0.0.1:${port}`
    const certificate = { key: client.privateKey, cert: client.certificate }
    expect((await rawRequest(url, { certificate })).body).toBe('CN=test')
    expect((await rawRequest(url)).body).toBe('nobody')
  })
})

/** Answers with the name in the certificate of the client. */
function greet(socket: TLSSocket): void {
  const body = socket.getPeerX509Certificate()?.subject ?? 'nobody'
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.once('data', () => {
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  })
}
