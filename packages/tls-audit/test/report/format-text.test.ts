import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { formatText } from '../../src/report/format-text.js'
import type { TextStyle } from '../../src/report/style.js'
import { suite } from '../evidence-of.js'
import { endpointReportOf, reportOf, UNREACHABLE } from './report-of.js'

const paint = (name: string) => (words: string) => `<${name}>${words}</${name}>`

const OFFERED = endpointReportOf({
  versions: {
    'TLSv1.2': {
      notForwardSecret: 'accepted',
      suites: [
        'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        'TLS_RSA_WITH_AES_128_GCM_SHA256',
        'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
      ].map(suite),
    },
  },
  survey: { dhePrimes: [2048] },
})

describe('a report as text', () => {
  const text = formatText(reportOf(OFFERED, endpointReportOf(), UNREACHABLE))

  it('begins with the address and its verdict', () => {
    expect(text.split('\n').slice(0, 3)).toStrictEqual([
      'https://rs.example:443 at 192.0.2.1',
      '  offered  Forward secrecy is offered, but TLS 1.2 accepts',
      '           TLS_RSA_WITH_AES_128_GCM_SHA256 and TLS_RSA_WITH_3DES_EDE_CBC_SHA.',
    ])
  })

  it('shows what was seen', () => {
    expect(text).toContain(
      [
        '           forward secret  without it  suites',
        '  SSL 3.0  refused         refused',
        '  TLS 1.0  refused         refused',
        '  TLS 1.1  refused         refused',
        '  TLS 1.2  accepted        accepted    1 ECDHE, 2 RSA',
        '  TLS 1.3  accepted        refused     2',
        '',
        '  handshake    TLS 1.3, TLS_AES_256_GCM_SHA384',
        '  certificate  CN=rs.example; ec of 256 bits; until 2026-03-01',
        '  sessions     tickets for 2 hours; taken up with TLS 1.2 and TLS 1.3',
        '  groups       X25519MLKEM768, DHE of 2048 bits',
      ].join('\n'),
    )
  })

  it('tells each setting once, line by line as it is to be copied', () => {
    expect(text.split('ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;')).toHaveLength(2)
    expect(text).toContain('          Envoy  tls_params:\n                   tls_minimum_')
    expect(text).toContain('(small-blocks)\n')
    expect(text).toContain('Mended as static-rsa above.')
  })

  it('ends with how many there are, and what cannot be established, once', () => {
    expect(text).toContain(
      '\n\n3 endpoints: 1 unknown, 1 offered and 1 enforced.\n\nWhat this does not establish',
    )
    expect(text.split('0-RTT')).toHaveLength(2)
    expect(text.endsWith('.\n')).toBe(true)
  })

  it('says of what could not be reached only that', () => {
    expect(formatText(reportOf(UNREACHABLE))).toBe(
      'tls://gone.example:443\n  unknown  gone.example has no address.\n',
    )
  })

  it.each([60, 80, 120])('fits in %i columns, but for settings and names', (columns) => {
    const lines = formatText(reportOf(OFFERED), { columns }).split('\n')
    const wide = lines.filter((line) => stringWidth(line) > columns)
    expect(
      wide.filter((line) => !/Node|nginx|Envoy|ssl_|cipher|ECDHE-|TLSv1|:$/.test(line)),
    ).toStrictEqual([])
  })

  it('is painted by whoever knows the terminal', () => {
    const names = ['bold', 'dim', 'red', 'yellow', 'green', 'cyan'] as const
    const style = Object.fromEntries(
      names.map((name) => [name, paint(name)]),
    ) as unknown as TextStyle
    const painted = formatText(reportOf(UNREACHABLE), { style })
    expect(painted).toBe(
      [
        '<bold>tls://gone.example:443</bold>',
        '  <bold><yellow>unknown</yellow></bold>  gone.example has no address.',
        '',
      ].join('\n'),
    )
  })
})

describe('a server that writes what a terminal obeys', () => {
  it('moves no cursor, and forges no line', () => {
    const hostile = 'CN=\u001b[2Jrs.example\n  enforced  all is well\u202e\u3164\u2800'
    const report = endpointReportOf({
      certificate: { subject: hostile, names: [], nameMatches: false, issuer: hostile },
    })
    const text = formatText(reportOf({ ...report, reason: hostile, address: '\u001b]0;x\u0007' }))
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u3164\u2800]/)
    expect(text).not.toMatch(/^ {2}enforced/m)
    expect(text).toContain(String.raw`CN=\u{1b}[2Jrs.example\u{a}`)
  })
})
