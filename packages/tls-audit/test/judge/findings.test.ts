import { describe, expect, it } from 'vitest'
import { judge } from '../../src/judge/judge.js'
import { evidenceOf, NO_TICKETS, suite, type Changes } from '../evidence-of.js'

const RSA = suite('TLS_RSA_WITH_AES_128_GCM_SHA256')
const ECDHE = suite('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256')

const NOT_SPOKEN = {
  forwardSecret: 'refused',
  notForwardSecret: 'refused',
  suites: [],
} as const

const OF_TLS12 = {
  completed: true,
  version: 'TLSv1.2',
  suite: ECDHE.name,
  resumed: false,
  alpn: undefined,
} as const

describe('what is found, and does not decide', () => {
  const cases: readonly (readonly [string, Changes, string, string])[] = [
    [
      'TLS 1.0',
      { versions: { TLSv1: { forwardSecret: 'accepted' } } },
      'old-version',
      'TLS 1.0 is spoken.',
    ],
    [
      'SSL 3.0',
      { versions: { SSLv3: { forwardSecret: 'accepted' } } },
      'sslv3',
      'SSL 3.0 is spoken.',
    ],
    [
      'a certificate of a few more days',
      { certificate: { validTo: new Date('2026-01-04T12:00:00Z') } },
      'certificate-expires-soon',
      'It is valid until 2026-01-04, 3 days from now.',
    ],
    [
      'a small key',
      { certificate: { keyType: 'rsa', keyBits: 1024 } },
      'certificate-weak-key',
      'It is rsa of 1024 bits; 2048 is the least.',
    ],
    [
      'no post-quantum group',
      {
        survey: {
          groups: [
            { group: { id: 0x11ec, name: 'X25519MLKEM768', kind: 'hybrid' }, outcome: 'refused' },
          ],
        },
      },
      'no-post-quantum-group',
      'It refuses X25519MLKEM768.',
    ],
    [
      'no HSTS',
      { handshakes: { hsts: { maxAge: undefined, includeSubDomains: false } } },
      'no-hsts',
      'There is no well-formed Strict-Transport-Security header.',
    ],
    [
      'HSTS of a day',
      { handshakes: { hsts: { maxAge: 86_400, includeSubDomains: false } } },
      'short-hsts',
      'Strict-Transport-Security is for 1 day.',
    ],
    [
      'no extended master secret',
      { versions: { 'TLSv1.2': { extendedMasterSecret: false } } },
      'no-extended-master-secret',
      'TLS 1.2 answered without it to a hello that offered it.',
    ],
    [
      'CBC alone',
      { versions: { 'TLSv1.2': { suites: [suite('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA')] } } },
      'cbc-only',
      'TLS 1.2 accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA.',
    ],
  ]

  it.each(cases)('%s', (_title, changes, id, evidence) => {
    const { verdict, findings } = judge(evidenceOf(changes))
    expect(verdict).toBe('enforced')
    expect(findings).toMatchObject([{ id, evidence }])
  })

  it('is no HSTS of an address', () => {
    const hsts = { maxAge: undefined, includeSubDomains: false }
    const changes = { endpoint: { host: '::1' }, handshakes: { hsts } }
    expect(judge(evidenceOf(changes)).findings).toStrictEqual([])
  })

  it('is told by its gravity', () => {
    const changes: Changes = {
      certificate: { keyType: 'rsa', keyBits: 1024 },
      versions: {
        TLSv1: { forwardSecret: 'accepted' },
        'TLSv1.2': {
          notForwardSecret: 'accepted',
          suites: [ECDHE, RSA],
          extendedMasterSecret: false,
        },
      },
    }
    const severities = judge(evidenceOf(changes)).findings.map(({ severity }) => severity)
    expect(severities).toStrictEqual(['high', 'medium', 'medium', 'low'])
  })
})

describe('what cannot be established', () => {
  it('is not told of tickets where none are given', () => {
    const sentences = judge(evidenceOf({ resumption: NO_TICKETS })).notEstablished.join('\n')
    expect(sentences).not.toMatch(/ticket|kept by the server/)
    expect(judge(evidenceOf()).notEstablished.join('\n')).toMatch(
      /tickets[\s\S]*kept by the server/,
    )
  })

  it('is told of the clear where a protocol begins in it', () => {
    const told = (['postgres', 'smtp', 'https'] as const).map((protocol) =>
      judge(evidenceOf({ endpoint: { protocol } }))
        .notEstablished.join()
        .includes('in the clear'),
    )
    expect(told).toEqual([true, true, false])
  })

  it('is not told of TLS 1.3 where it is not spoken', () => {
    const changes: Changes = {
      versions: { 'TLSv1.3': NOT_SPOKEN },
      handshakes: { usual: OF_TLS12, versions: [] },
    }
    expect(judge(evidenceOf(changes)).notEstablished.join('\n')).not.toContain('TLS 1.3')
  })
})
