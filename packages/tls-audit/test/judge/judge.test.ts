import { describe, expect, it } from 'vitest'
import { judge } from '../../src/judge/judge.js'
import {
  evidenceOf,
  NO_TICKETS,
  suite,
  type Changes,
  NO_TLS13,
  SILENT,
  USUAL_DHE,
} from '../evidence-of.js'

const RSA = suite('TLS_RSA_WITH_AES_128_GCM_SHA256')
const ECDHE = suite('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256')

const STATIC_RSA = { notForwardSecret: 'accepted', suites: [ECDHE, RSA] } as const
describe('a server that does all well', () => {
  it('enforces forward secrecy, and nothing is found', () => {
    expect(judge(evidenceOf())).toMatchObject({
      verdict: 'enforced',
      reason: 'TLS 1.2 and TLS 1.3 took a hello with forward secrecy, and refused one without.',
      findings: [],
    })
  })

  it('does so with no tickets at all', () => {
    expect(judge(evidenceOf({ resumption: NO_TICKETS }))).toMatchObject({ verdict: 'enforced' })
  })

  it('does so with DHE, if its primes are large', () => {
    const changes: Changes = {
      versions: { 'TLSv1.3': NO_TLS13 },
      survey: { dhePrimes: [2048] },
      handshakes: { usual: USUAL_DHE, versions: [{ version: 'TLSv1.2', outcome: 'accepted' }] },
    }
    expect(judge(evidenceOf(changes))).toMatchObject({
      verdict: 'enforced',
      reason: 'TLS 1.2 took a hello with forward secrecy, and refused one without.',
    })
  })
})

describe('a server that takes suites without forward secrecy', () => {
  it('offers it', () => {
    const judgement = judge(evidenceOf({ versions: { 'TLSv1.2': STATIC_RSA } }))
    expect(judgement).toMatchObject({
      verdict: 'offered',
      reason: 'Forward secrecy is offered, but TLS 1.2 accepts TLS_RSA_WITH_AES_128_GCM_SHA256.',
    })
    expect(judgement.findings).toMatchObject([
      {
        id: 'static-rsa',
        severity: 'high',
        evidence: 'TLS 1.2 accepts TLS_RSA_WITH_AES_128_GCM_SHA256.',
      },
    ])
  })

  it('offers it, whatever else could not be asked: both were seen', () => {
    const versions = { 'TLSv1.2': STATIC_RSA, 'TLSv1.1': SILENT, SSLv3: SILENT } as const
    const usual = { completed: false, reason: 'The connection was reset.' } as const
    expect(judge(evidenceOf({ versions, handshakes: { usual } })).verdict).toBe('offered')
  })

  it('offers it, if only the hello was seen to be accepted', () => {
    const versions = { 'TLSv1.2': { notForwardSecret: 'accepted', complete: false } } as const
    const { verdict, reason, findings } = judge(evidenceOf({ versions }))
    expect({ verdict, reason }).toStrictEqual({
      verdict: 'offered',
      reason: 'Forward secrecy is offered, but TLS 1.2 accepts what has none.',
    })
    expect(findings.map(({ id }) => id)).toStrictEqual(['not-forward-secret'])
  })

  it('offers it, if only the other engine met a server that does', () => {
    const versions = [
      { version: 'TLSv1.2', outcome: 'accepted', suite: RSA.name },
      { version: 'TLSv1.3', outcome: 'accepted', suite: 'TLS_AES_128_GCM_SHA256' },
    ] as const
    expect(judge(evidenceOf({ handshakes: { versions } }))).toMatchObject({
      verdict: 'offered',
      reason:
        'Forward secrecy is offered, but a handshake of TLS 1.2 ended with ' +
        'TLS_RSA_WITH_AES_128_GCM_SHA256.',
    })
  })

  it('has none, if every version refuses those with it', () => {
    const versions = {
      'TLSv1.2': { forwardSecret: 'refused', notForwardSecret: 'accepted', suites: [RSA] },
      'TLSv1.3': NO_TLS13,
    } as const
    const usual = { ...USUAL_DHE, suite: RSA.name }
    expect(judge(evidenceOf({ versions, handshakes: { usual } }))).toMatchObject({
      verdict: 'none',
      reason: 'Forward secrecy is refused, and TLS 1.2 accepts TLS_RSA_WITH_AES_128_GCM_SHA256.',
    })
  })

  it('is unknown, if those with it could not be asked for, and its finding is told', () => {
    const versions = {
      'TLSv1.2': { forwardSecret: 'inconclusive', notForwardSecret: 'accepted', suites: [RSA] },
      'TLSv1.3': NO_TLS13,
    } as const
    const usual = { completed: false, reason: 'The connection was reset.' } as const
    const { verdict, findings } = judge(evidenceOf({ versions, handshakes: { usual } }))
    expect(verdict).toBe('unknown')
    expect(findings.map(({ id }) => id)).toContain('static-rsa')
  })
})

describe('what stands against it', () => {
  const expired = { validTo: new Date('2025-12-31') }
  const cases: readonly (readonly [string, Changes, string])[] = [
    ['a prime of 1024 bits', { survey: { dhePrimes: [2048, 1024] } }, 'weak-dh'],
    ['tickets of two days', { resumption: { ticketLifetime: 172_800 } }, 'long-tickets'],
    [
      'a curve of 160 bits',
      {
        survey: {
          groups: [
            { group: { id: 0x0010, name: 'secp160r1', kind: 'ec' }, outcome: 'accepted' },
            { group: { id: 0x11ec, name: 'X25519MLKEM768', kind: 'hybrid' }, outcome: 'accepted' },
          ],
        },
      },
      'weak-group',
    ],
    [
      'an ephemeral key seen twice',
      { survey: { ephemeralKeys: { samples: 4, reused: true } } },
      'ephemeral-reuse',
    ],
    ['an expired certificate', { certificate: expired }, 'certificate-expired'],
    [
      'an expired certificate above it',
      { certificate: { chainError: 'CERT_HAS_EXPIRED' } },
      'certificate-expired',
    ],
    [
      'a certificate of tomorrow',
      { certificate: { validFrom: new Date('2026-01-02') } },
      'certificate-not-yet-valid',
    ],
    ['another name', { certificate: { nameMatches: false } }, 'certificate-wrong-name'],
    [
      'a certificate signed by itself',
      { certificate: { chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
      'certificate-self-signed',
    ],
    [
      'a chain that leads nowhere',
      { certificate: { chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } },
      'certificate-untrusted',
    ],
    ...(
      [
        ['anonymous', 'TLS_DHE_DH_anon_WITH_AES_128_CBC_SHA'],
        ['null-cipher', 'TLS_ECDHE_ECDSA_WITH_NULL_SHA'],
        ['null-cipher', 'TLS_SHA256_SHA256'],
        ['export', 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'],
        ['single-des', 'TLS_DHE_RSA_WITH_DES_CBC_SHA'],
      ] as const
    ).map(([id, name]): readonly [string, Changes, string] => [
      name,
      { versions: { 'TLSv1.2': { suites: [{ ...ECDHE, name }, ECDHE] } } },
      id,
    ]),
  ]

  it.each(cases)('%s', (_title, changes, id) => {
    const { verdict, findings } = judge(evidenceOf(changes))
    expect(verdict).toBe('offered')
    expect(findings.map((finding) => finding.id)).toStrictEqual([id])
  })

  it('is told in the reason', () => {
    const { reason } = judge(evidenceOf({ certificate: expired }))
    expect(reason).toBe(
      'Forward secrecy is offered, but not to be relied on: the certificate has expired.',
    )
    expect(judge(evidenceOf({ survey: { dhePrimes: [1024] } })).reason).toMatch(
      /: Diffie-Hellman uses a prime that is too small\.$/,
    )
  })

  it('is proven, though something else could not be asked', () => {
    const changes = { certificate: expired, versions: { SSLv3: SILENT } }
    expect(judge(evidenceOf(changes)).verdict).toBe('offered')
  })
})
