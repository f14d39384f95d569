import assert from 'node:assert/strict'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair, Server, World } from '../world.js'
import { behindProxy, boundTo, certificates, forwarded, type Certificates } from './certificates.js'

type Lines = Readonly<Record<string, readonly HeaderPair[]>>

/** RFC 9440 §2.2, and what proxies write beside it. */
export const forwardedFormatCases: readonly ContractCase[] = [
  {
    ids: ['MTLS-07'],
    title: 'reads RFC 9440 byte sequences, and nothing like them',
    run: (world) =>
      expectRead(world, 'rfc9440', ({ client, other }) => {
        const base64 = client.der.toString('base64')
        const [leaf, second] = [forwarded.rfc9440(client), forwarded.rfc9440(other)]
        return [
          {
            plain: [leaf],
            'with white space around': line(` \t${leaf[1]} \t`),
            'with its chain beside it': [leaf, ['Client-Cert-Chain', second[1]]],
          },
          {
            'without colons': line(base64),
            'without the first colon': line(`${base64}:`),
            'without the last colon': line(`:${base64}`),
            'two, the right one first': line(`${leaf[1]}, ${second[1]}`),
            'two, the right one last': line(`${second[1]}, ${leaf[1]}`),
            'two lines': [leaf, second],
            'the same line twice': [leaf, leaf],
            'with a parameter': line(`${leaf[1]};a=1`),
            'as base64url': line(`:${client.der.toString('base64url')}-_:`),
            'with a space in it': line(`:${base64.slice(0, 40)} ${base64.slice(40)}:`),
            'base64 twice': line(`:${Buffer.from(base64).toString('base64')}:`),
            'PEM in base64': line(`:${Buffer.from(client.certificate).toString('base64')}:`),
            'more behind the DER': line(`:${encoded([client.der, Buffer.from([0])])}:`),
            'two certificates in one': line(`:${encoded([client.der, other.der])}:`),
            'cut short': line(`:${encoded([client.der.subarray(0, -3)])}:`),
            'another one': [second],
            'URL-encoded PEM': [forwarded.pem(client)],
            'the form of Envoy': line(forwarded.xfcc(client)[1]),
            ...junk('Client-Cert'),
          },
        ]
      }),
  },
  {
    ids: ['MTLS-07'],
    title: 'reads one URL-encoded PEM block, and nothing around it',
    run: (world) =>
      expectRead(world, 'pem', ({ client, other }) => {
        const { certificate: pem } = client
        return [
          {
            'one block': text(pem),
            'without the last line end': text(pem.trimEnd()),
            'with the line ends of DOS': text(pem.replaceAll('\n', '\r\n')),
            'with lines of 76': text(pemOf(client.der, 76)),
            'with the safe characters of some load balancers': [
              ['Client-Cert', pem.replaceAll('\n', '%0A').replaceAll(' ', '%20')],
            ],
          },
          {
            'two blocks, the right one first': text(pem + other.certificate),
            'two blocks, the right one last': text(other.certificate + pem),
            'two lines': [forwarded.pem(client), forwarded.pem(other)],
            'text in front': text(`subject=CN = client\n${pem}`),
            'text behind': text(`${pem}text`),
            'text in the block': text(pem.replace('\n', '\n!\n')),
            'a header in the block': text(pem.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n')),
            'the label of a key': text(pem.replaceAll('CERTIFICATE', 'PRIVATE KEY')),
            'another label': text(pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')),
            'a missing end': text(pem.replace(/-----END.*$/s, '')),
            'no line ends': text(pem.replaceAll('\n', '')),
            'spaces for line ends': text(pem.replaceAll('\n', ' ')),
            'not encoded, in one line': [['Client-Cert', pem.replaceAll('\n', ' ')]],
            'encoded twice': text(encodeURIComponent(pem)),
            'a broken escape': [['Client-Cert', `${encodeURIComponent(pem)}%0`]],
            'an escape that is no UTF-8': [['Client-Cert', `%FF${encodeURIComponent(pem)}`]],
            'cut short': text(pemOf(client.der.subarray(0, -1), 64)),
            'another one': [forwarded.pem(other)],
            'RFC 9440': [forwarded.rfc9440(client)],
            ...junk('Client-Cert'),
          },
        ]
      }),
  },
  {
    ids: ['MTLS-07'],
    title: 'answers a header of a megabyte like any other that is too long',
    async run(world) {
      const { client } = await certificates(world)
      const token = await boundTo(world, client)
      await eachVariant(['rfc9440', 'pem', 'xfcc'] as const, async (format) => {
        const server = await world.server(behindProxy({ format }))
        const [name] = forwarded[format](client)
        const { status } = await server.get('/r', token, [[name, 'A'.repeat(1_048_576)]])
        assert.ok([401, 413, 431].includes(status), `answered ${status}`)
        expectAccepted(await server.get('/r', token, [forwarded[format](client)]))
      })
    },
  },
]

/** What takes a token that is bound to the client's certificate, and what does not. */
export async function expectRead(
  world: World,
  format: 'rfc9440' | 'pem' | 'xfcc',
  make: (known: Certificates) => readonly [good: Lines, bad: Lines],
): Promise<void> {
  const known = await certificates(world)
  const token = await boundTo(world, known.client)
  const server: Server = await world.server(behindProxy({ format }))
  const [good, bad] = make(known)
  await eachNamed(good, async (lines) => {
    expectAccepted(await server.get('/r', token, lines))
  })
  await eachNamed(bad, async (lines) => expectInvalidToken(await server.get('/r', token, lines)))
}

/** Values of a header that are no certificate in any format. */
export function junk(name: string): Lines {
  const values = ['', ' ', ',', ':', '::', ':=:', ':AAAA:', 'null', '(null)', '-', '%', '%00', '"']
  return Object.fromEntries([
    ...values.map((value) => [`junk ${value}`, [[name, value]]]),
    ['junk of bytes', [[name, Buffer.from([0xff, 0x80, 0xe2, 0x82])]]],
    ['nothing at all', []],
  ]) as Lines
}

function pemOf(der: Uint8Array, width: number): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function line(value: string): readonly HeaderPair[] {
  return [['Client-Cert', value]]
}

function text(value: string): readonly HeaderPair[] {
  return line(encodeURIComponent(value))
}

function encoded(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('base64')
}
