import { once } from 'node:events'
import type { Socket } from 'node:net'
import { freePort } from '@countersign/test-servers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openConnection } from '../../src/connect/open-connection.js'
import type { Endpoint } from '../../src/endpoint.js'
import { routeTo, tcpServer } from '../servers.js'

async function open(
  port: number,
  protocol: Endpoint['protocol'] = 'tls',
  until: AbortSignal = new AbortController().signal,
): Promise<Socket> {
  const socket = await openConnection(routeTo(port, { protocol }), until)
  onTestFinished(() => void socket.destroy())
  return socket
}

/** Says one thing after the other: the first at once unless it is empty, each other one when it is spoken to. */
async function saying(...lines: readonly (string | Buffer)[]): Promise<{
  port: number
  heard: Buffer[]
}> {
  const heard: Buffer[] = []
  const port = await tcpServer((socket) => {
    const [first = '', ...rest] = lines
    if (first.length > 0) socket.write(first)
    socket.on('data', (data) => {
      heard.push(data)
      const next = rest.shift()
      if (next !== undefined) socket.write(next)
    })
  })
  return { port, heard }
}

const hello = '250-mail.example\r\n250-SIZE 1000\r\n250-StartTLS\r\n250 8BITMIME\r\n'

describe('a connection', () => {
  it.each(['tls', 'https', 'rediss'] as const)('is silent before TLS: %s', async (protocol) => {
    const { port, heard } = await saying('')
    const socket = await open(port, protocol)
    socket.end('first')
    await expect.poll(() => heard.join('')).toBe('first')
  })

  it('is refused where nobody listens', async () => {
    await expect(open(await freePort())).rejects.toMatchObject({
      kind: 'refused',
      message: 'nobody listens at this address and port',
    })
  })

  it('is not made once the signal has ended it', async () => {
    await expect(open(1, 'tls', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })

  it('is destroyed by the signal later as well, without an error that nobody listens for', async () => {
    const { port } = await saying('')
    const controller = new AbortController()
    const socket = await open(port, 'tls', controller.signal)
    const closed = new Promise((resolve) => {
      socket.once('close', resolve)
    })
    controller.abort()
    expect(await closed).toBe(true)
  })

  it.each(['postgres', 'smtp'] as const)('is given up on a silent server: %s', async (protocol) => {
    const { port } = await saying('')
    const controller = new AbortController()
    const opening = open(port, protocol, controller.signal)
    controller.abort(new DOMException('late', 'TimeoutError'))
    await expect(opening).rejects.toMatchObject({
      kind: 'timeout',
      message: 'the server did not answer in time',
    })
  })

  it.each(['postgres', 'smtp'] as const)('fails when the server ends it: %s', async (protocol) => {
    const ending = await tcpServer((socket) => socket.end())
    await expect(open(ending, protocol)).rejects.toMatchObject({ kind: 'closed' })
    const resetting = await tcpServer((socket) => socket.resetAndDestroy())
    await expect(open(resetting, protocol)).rejects.toMatchObject({ kind: 'closed' })
  })
})

describe('a PostgreSQL server', () => {
  it('is asked for TLS, and what it sends after its yes is left for TLS', async () => {
    const { port, heard } = await saying('', 'S', 'later')
    const socket = await open(port, 'postgres')
    expect(Buffer.concat(heard).toString('hex')).toBe('0000000804d2162f')
    socket.write('hello')
    const [data] = (await once(socket, 'data')) as [Buffer]
    expect(data.toString()).toBe('later')
  })

  it('may say no', async () => {
    const { port } = await saying('', 'N')
    await expect(open(port, 'postgres')).rejects.toMatchObject({
      kind: 'no-tls',
      message: 'the PostgreSQL server offers no TLS',
    })
  })

  it.each([
    ['S\u0016', 'the server sends more in the clear than its yes to TLS'],
    ['E', 'the server does not answer as PostgreSQL does'],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'the server does not answer as PostgreSQL does'],
  ])('does not say %j', async (answer, message) => {
    const { port } = await saying('', answer)
    await expect(open(port, 'postgres')).rejects.toMatchObject({ kind: 'protocol', message })
  })
})

describe('an SMTP server', () => {
  it('is asked for TLS once it has offered it', async () => {
    const { port, heard } = await saying('220-mail\r\n220 ESMTP\r\n', hello, '220 go\r\n', 'later')
    const socket = await open(port, 'smtp')
    expect(heard.join('')).toBe('EHLO tls-audit.invalid\r\nSTARTTLS\r\n')
    socket.write('hello')
    const [data] = (await once(socket, 'data')) as [Buffer]
    expect(data.toString()).toBe('later')
  })

  it('may drip its replies', async () => {
    const port = await tcpServer((socket) => {
      const replies = ['220 hi\r\n', hello, '220 go\r\n']
      const drip = (): void => {
        for (const character of replies.shift() ?? '') setImmediate(() => socket.write(character))
      }
      drip()
      socket.setNoDelay().on('data', drip)
    })
    expect((await open(port, 'smtp')).destroyed).toBe(false)
  })

  it.each([
    ['that offers none', ['220 hi\r\n', '250 STARTTLS\r\n']],
    ['that offers something like it', ['220 hi\r\n', '250-a\r\n250 STARTTLSX\r\n']],
    ['that has none now', ['220 hi\r\n', hello, '454 no\r\n']],
  ])('may be one without TLS: %s', async (_, lines) => {
    const { port } = await saying(...lines)
    await expect(open(port, 'smtp')).rejects.toMatchObject({ kind: 'no-tls' })
  })

  it.each([
    [['554 go away\r\n'], 'the SMTP server greets with 554'],
    [['220 hi\r\n', '502 no\r\n'], 'the SMTP server answers EHLO with 502'],
    [['220 hi\r\n', hello, '501 no\r\n'], 'the SMTP server answers STARTTLS with 501'],
    [['SSH-2.0-OpenSSH\r\n'], 'the server does not answer as SMTP servers do'],
    [['220-a\r\n250 b\r\n'], 'the SMTP server says more than it was asked for'],
    [['220 hi\r\n250 b\r\n'], 'the SMTP server says more than it was asked for'],
    [['220 hi\r\n', `${hello}220`], 'the SMTP server says more than it was asked for'],
    [
      ['220 hi\r\n', hello, '220 go\r\n250 injected\r\n'],
      'the SMTP server says more than it was asked for',
    ],
    [['220-a\r\n'.repeat(2000)], 'the server answers with more than 8192 bytes'],
    [['2'.repeat(9000)], 'the server answers with more than 8192 bytes'],
  ])('does not say %j', async (lines, message) => {
    const { port } = await saying(...lines)
    await expect(open(port, 'smtp')).rejects.toMatchObject({ kind: 'protocol', message })
  })

  it('is not listened to without end', async () => {
    const port = await tcpServer((socket) => {
      const talk = (): void => {
        while (!socket.destroyed && socket.write('220-and another thing\r\n'));
      }
      socket.on('drain', talk)
      talk()
    })
    await expect(open(port, 'smtp')).rejects.toMatchObject({ kind: 'protocol' })
  })
})
