import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo, ListenOptions, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { certificateThumbprint } from '../../src/certificate/certificate-thumbprint.js'
import { forwardedCertificate, type ForwardedCertificateOptions } from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'
import { tokenRequest } from '../support/token-request.js'

const client = await createTestCertificate()
const other = await createTestCertificate()
const line = `:${client.der.toString('base64')}:`

/** Whether a header counts that comes from a peer. */
function trusts(trustedProxies: string | readonly string[], remoteAddress?: string): boolean {
  const socket = { remoteAddress } as Socket
  const request = tokenRequest({ headers: { 'client-cert': line }, socket })
  return forwardedCertificate({ trustedProxies })(request) !== undefined
}

const optionAtFault = (options: unknown): string =>
  configErrorOf(() => forwardedCertificate(options as ForwardedCertificateOptions)).option

describe('a trusted proxy', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1', '::ffff:10.0.0.1'],
    ['10.0.0.1', '::FFFF:a00:1'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['10.0.0.0/8', '10.255.255.255'],
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['10.1.2.3/8', '10.9.9.9'],
    ['128.0.0.0/1', '255.255.255.255'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.1.2.3'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8::/32', '2001:db8::5'],
    ['fe80::1', 'fe80::1%eth0'],
    ['fe80::/10', 'fe80::1%2'],
  ])('named %s is the peer %s', (proxy, peer) => {
    expect(trusts(proxy, peer)).toBe(true)
    expect(trusts(['192.0.2.1', proxy], peer)).toBe(true)
  })

  it.each([
    ['10.0.0.1', '10.0.0.2'],
    ['10.0.0.1', '::ffff:10.0.0.2'],
    ['10.0.0.1', '::10.0.0.1'],
    ['10.0.0.1', '64:ff9b::10.0.0.1'],
    ['10.0.0.0/8', '11.0.0.0'],
    ['10.0.0.0/31', '10.0.0.2'],
    ['128.0.0.0/1', '127.255.255.255'],
    ['128.0.0.0/1', '::1'],
    ['127.0.0.1', '::1'],
    ['::1', '127.0.0.1'],
    ['::1', '::2'],
    ['2001:db8::/32', '2001:db9::'],
    ['2001:db8::/33', '2001:db8:8000::'],
    ['10.0.0.1', ''],
    ['10.0.0.1', ' 10.0.0.1'],
    ['10.0.0.1', '10.0.0.1:443'],
    ['10.0.0.1', '10.0.0.1, 192.0.2.1'],
    ['10.0.0.1', '010.0.0.1'],
    ['10.0.0.1', '0xa.0.0.1'],
    ['10.0.0.1', '10.1'],
    ['10.0.0.1', '167772161'],
    ['10.0.0.1', 'proxy.example'],
    ['10.0.0.1', undefined],
  ])('named %s is not the peer %s', (proxy, peer) => {
    expect(trusts(proxy, peer)).toBe(false)
  })

  it('is nobody where the connection is not known', () => {
    const request = tokenRequest({ headers: { 'client-cert': line }, remoteAddress: '10.0.0.1' })
    expect(forwardedCertificate({ trustedProxies: '10.0.0.1' })(request)).toBeUndefined()
  })

  it('is the peer of the connection, whatever the request says', () => {
    const headers = {
      'client-cert': line,
      'x-forwarded-for': '10.0.0.1',
      'x-real-ip': '10.0.0.1',
      forwarded: 'for=10.0.0.1',
    }
    const read = forwardedCertificate({ trustedProxies: '10.0.0.1' })
    const from = (remoteAddress: string): unknown =>
      read(
        tokenRequest({ headers, remoteAddress: '10.0.0.1', socket: { remoteAddress } as Socket }),
      )
    expect(from('192.0.2.1')).toBeUndefined()
    expect(from('10.0.0.1')).toBeDefined()
  })
})

describe('over a real connection', () => {
  it('an IPv4 peer of a server for both families counts', async () => {
    const address = { host: '::', port: 0 }
    expect(await seenOver(address, { host: '127.0.0.1' })).toEqual(['::ffff:127.0.0.1', 'seen'])
  })

  it('a Unix socket has no address, and so no trusted peer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const socketPath = join(folder, 'server')
    const seen = await seenOver({ path: socketPath }, { socketPath })
    expect(seen).toEqual(['undefined', 'unseen'])
  })
})

describe('the header', () => {
  const socket = { remoteAddress: '10.0.0.1' } as Socket
  const trustedProxies = '10.0.0.1'
  const pem = encodeURIComponent(client.certificate)

  const seen = (options: object, headers: Record<string, string | string[]>): boolean => {
    const read = forwardedCertificate({ trustedProxies, ...options })
    const headersDistinct = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
    )
    // Both ways in which an adapter may know of it.
    const ways = [tokenRequest({ socket, headers }), tokenRequest({ socket, headersDistinct })]
    const found = ways.map((request) => certificateThumbprint(read, request) === client.thumbprint)
    expect(new Set(found).size).toBe(1)
    return found[0] === true
  }

  it('is Client-Cert, or that of Envoy, unless it has another name', () => {
    expect(seen({}, { 'client-cert': line })).toBe(true)
    expect(seen({ format: 'pem' }, { 'client-cert': pem })).toBe(true)
    expect(seen({ format: 'xfcc' }, { 'x-forwarded-client-cert': `Cert="${pem}"` })).toBe(true)
    expect(seen({ format: 'xfcc' }, { 'client-cert': `Cert="${pem}"` })).toBe(false)
    expect(seen({ header: 'X-SSL-Cert' }, { 'x-ssl-cert': line })).toBe(true)
    expect(seen({ header: 'X-SSL-Cert' }, { 'client-cert': line })).toBe(false)
  })

  it('has one format', () => {
    expect(seen({}, { 'client-cert': pem })).toBe(false)
    expect(seen({ format: 'pem' }, { 'client-cert': line })).toBe(false)
    expect(seen({ format: 'pem' }, { 'client-cert': `Cert="${pem}"` })).toBe(false)
    expect(seen({ format: 'xfcc' }, { 'x-forwarded-client-cert': pem })).toBe(false)
  })

  it('is there once', () => {
    expect(seen({}, {})).toBe(false)
    expect(seen({}, { 'client-cert': [line, line] })).toBe(false)
    expect(seen({}, { 'client-cert': [] })).toBe(false)
    expect(seen({}, { 'client-cert': `${line}, ${line}` })).toBe(false)
    const hidden = {
      headers: { 'client-cert': line },
      headersDistinct: { 'client-cert': [line, ''] },
    }
    const read = forwardedCertificate({ trustedProxies })
    expect(read(tokenRequest({ socket, ...hidden }))).toBeUndefined()
  })

  it('holds the DER of one certificate, whole, and nothing behind it', () => {
    const { der } = client
    const pemBytes = Buffer.from(client.certificate)
    const odd = [
      Buffer.concat([der, other.der]),
      Buffer.concat([der, Buffer.from([0])]),
      der.subarray(0, -1),
      der.subarray(1),
      pemBytes,
      Buffer.from(`junk\n${client.certificate}`),
      Buffer.from([0x30, 0x00]),
      Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0x30, 0x80, 0x00, 0x00]),
    ]
    for (const bytes of odd) {
      expect(seen({}, { 'client-cert': `:${bytes.toString('base64')}:` })).toBe(false)
    }
  })
})

describe('an option', () => {
  it.each([
    undefined,
    null,
    '',
    [],
    [''],
    [null],
    5,
    'proxy.example',
    '10.0.0.1 ',
    '10.0.0.1\n',
    '10.0.0.1:80',
    '10.0.0.1,10.0.0.2',
    '10.0.0.1/',
    '10.0.0.1/33',
    '10.0.0.1/-1',
    '10.0.0.1/8/8',
    '10.0.0.1/255.0.0.0',
    '10.0.0.0/1e1',
    '10.0.0',
    '10.1',
    '0x0a.0.0.1',
    '010.0.0.1',
    '167772161',
    '*',
    'loopback',
    'all',
    true,
    '[::1]',
    '::1/129',
    'fe80::1%eth0',
    'fe80::%1/10',
    '::ffff:10.0.0.1/129',
  ])('trustedProxies of %j is refused', (trustedProxies) => {
    expect(optionAtFault({ trustedProxies })).toBe('trustedProxies')
    expect(optionAtFault({ trustedProxies: ['10.0.0.1', trustedProxies].flat(0) })).toBe(
      'trustedProxies',
    )
  })

  it.each([
    '0.0.0.0/0',
    '10.0.0.1/0',
    '::/0',
    '::1/00',
    '::/1',
    '::/80',
    '::ffff:0:0/96',
    '::ffff:1.2.3.4/90',
  ])('trustedProxies of %s is refused: that is everybody', (trustedProxies) => {
    expect(optionAtFault({ trustedProxies })).toBe('trustedProxies')
  })

  it('is refused where it is of the wrong kind, or not known', () => {
    const trustedProxies = '10.0.0.1'
    for (const header of ['', 'a b', 'a:', 'a\n', 'ä', 5, null, ['client-cert']]) {
      expect(optionAtFault({ trustedProxies, header })).toBe('header')
    }
    for (const format of ['', 'PEM', 'der', null, ['pem'], 'toString']) {
      expect(optionAtFault({ trustedProxies, format })).toBe('format')
    }
    expect(optionAtFault({ trustedProxies, headers: 'x' })).toBe('headers')
    expect(optionAtFault({})).toBe('trustedProxies')
    for (const options of [undefined, null, '10.0.0.1', []]) {
      expect(optionAtFault(options)).toBe('options')
    }
  })
})

async function seenOver(address: ListenOptions, peer: object): Promise<readonly string[]> {
  const read = forwardedCertificate({ trustedProxies: ['127.0.0.0/8', '::1'] })
  const server = createServer((req, res) => {
    const { headers, headersDistinct, socket } = req
    const found = read(tokenRequest({ headers, headersDistinct, socket }))
    res.end(`${String(socket.remoteAddress)} ${found ? 'seen' : 'unseen'}`)
  }).listen(address)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const port = (server.address() as AddressInfo | null)?.port
  const headers = { 'Client-Cert': line, 'X-Forwarded-For': '127.0.0.1' }
  const request = httpRequest({ port, headers, agent: false, ...peer }).end()
  const [response] = await once(request, 'response')
  return (await text(response)).split(' ')
}
