import { constants, getDiffieHellman } from 'node:crypto'
import { createServer, type TlsOptions } from 'node:tls'
import { createTestCertificate, type TestCertificate } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { rsaCertificate } from './certificates.js'
import { dhParameters } from './dh-parameters.js'
import { listen, survey, type Surveyed } from './surveying.js'

const MENDED =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20'

async function surveyOfNode(
  certificate: TestCertificate,
  options: TlsOptions = {},
): Promise<Surveyed> {
  const server = createServer({
    key: certificate.privateKey,
    cert: certificate.certificate,
    ...options,
  })
  return survey(await listen(server))
}

describe('a server of Node with an RSA certificate', () => {
  it('as it comes, takes suites without forward secrecy', async () => {
    const found = await surveyOfNode(await rsaCertificate())
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'accepted',
      complete: true,
      extendedMasterSecret: true,
      sessionTicket: true,
    })
    expect(found.suites('TLSv1.2')).toContain('TLS_RSA_WITH_AES_128_GCM_SHA256')
    expect(found.suites('TLSv1.2')).toContain('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')
    expect(found.of('TLSv1.3')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'refused',
      complete: true,
    })
    expect(found.suites('TLSv1.3').toSorted()).toEqual([
      'TLS_AES_128_GCM_SHA256',
      'TLS_AES_256_GCM_SHA384',
      'TLS_CHACHA20_POLY1305_SHA256',
    ])
  })

  it('is asked on a modest number of connections', async () => {
    const { connections } = await surveyOfNode(await rsaCertificate())
    expect(connections).toBeLessThan(80)
  })

  it('with a list of suites, refuses those without forward secrecy', async () => {
    const found = await surveyOfNode(await rsaCertificate(), { ciphers: MENDED })
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'refused',
      complete: true,
    })
    expect(found.of('TLSv1.2').suites.every(({ forwardSecret }) => forwardSecret)).toBe(true)
    for (const version of ['SSLv3', 'TLSv1', 'TLSv1.1'] as const) {
      expect(found.of(version)).toMatchObject({
        forwardSecret: 'refused',
        notForwardSecret: 'refused',
        suites: [],
        complete: true,
      })
    }
  })

  it('without tickets, shows none', async () => {
    const found = await surveyOfNode(await rsaCertificate(), {
      secureOptions: constants.SSL_OP_NO_TICKET,
      ciphers: MENDED,
    })
    expect(found.of('TLSv1.2').sessionTicket).toBe(false)
  })

  it('with TLS 1.3 alone, refuses every other version', async () => {
    const found = await surveyOfNode(await rsaCertificate(), { minVersion: 'TLSv1.3' })
    expect(found.of('TLSv1.3').forwardSecret).toBe('accepted')
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'refused',
      notForwardSecret: 'refused',
    })
    expect(found.ephemeralKeys).toEqual({ samples: expect.any(Number), reused: false })
  })

  it('without TLS 1.3, refuses that', async () => {
    const found = await surveyOfNode(await rsaCertificate(), { maxVersion: 'TLSv1.2' })
    expect(found.of('TLSv1.3')).toMatchObject({
      forwardSecret: 'refused',
      notForwardSecret: 'refused',
    })
    expect(found.groups.map(({ group }) => group.name)).not.toContain('X25519MLKEM768')
  })

  it('with old versions and nothing but static RSA, has no forward secrecy to offer', async () => {
    const found = await surveyOfNode(await rsaCertificate(), {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'AES128-SHA:@SECLEVEL=0',
    })
    for (const version of ['TLSv1', 'TLSv1.1'] as const) {
      expect(found.of(version)).toMatchObject({
        forwardSecret: 'refused',
        notForwardSecret: 'accepted',
        complete: true,
      })
      expect(found.suites(version)).toEqual(['TLS_RSA_WITH_AES_128_CBC_SHA'])
    }
    expect(found.of('TLSv1.2').notForwardSecret).toBe('refused')
    expect(found.groups).toEqual([])
    expect(found.ephemeralKeys).toEqual({ samples: 0, reused: undefined })
  })

  it('with a prime of 1024 bits, shows its size', async () => {
    const found = await surveyOfNode(await rsaCertificate(), {
      maxVersion: 'TLSv1.2',
      ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0',
      dhparam: dhParameters(getDiffieHellman('modp2').getPrime()),
    })
    expect(found.dhePrimes).toEqual([1024])
    expect(found.of('TLSv1.2').forwardSecret).toBe('accepted')
    expect(found.ephemeralKeys).toEqual({ samples: 3, reused: false })
  })

  it('with suites for anonymous keys, without encryption, and of TLS 1.2, has these listed', async () => {
    const found = await surveyOfNode(await rsaCertificate(), {
      maxVersion: 'TLSv1.2',
      ciphers: 'AECDH-AES128-SHA:ECDHE-RSA-NULL-SHA:@SECLEVEL=0',
    })
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'refused',
      notForwardSecret: 'accepted',
    })
    expect(found.suites('TLSv1.2')).toContain('TLS_ECDH_anon_WITH_AES_128_CBC_SHA')
    expect(found.suites('TLSv1.2')).toContain('TLS_ECDHE_RSA_WITH_NULL_SHA')
  })
})

describe('a server of Node with an ECDSA certificate', () => {
  it('refuses every suite without forward secrecy', async () => {
    const found = await surveyOfNode(await createTestCertificate())
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'refused',
      complete: true,
    })
  })

  it('has its groups seen, though its certificate needs one of them', async () => {
    const found = await surveyOfNode(await createTestCertificate(), {
      maxVersion: 'TLSv1.2',
      ecdhCurve: 'prime256v1:secp384r1:X25519',
      honorCipherOrder: false,
    })
    expect(found.groupsThatAre('accepted').toSorted()).toEqual(['secp256r1', 'secp384r1', 'x25519'])
    expect(found.groupsThatAre('inconclusive')).toEqual([])
  })

  it.runIf(Number.parseFloat(process.versions.openssl) >= 3.5)(
    'has the group seen that holds against a quantum computer, where Node has it',
    async () => {
      const found = await surveyOfNode(await createTestCertificate())
      expect(found.groupsThatAre('accepted')).toContain('X25519MLKEM768')
      expect(found.groupsThatAre('refused')).toContain('MLKEM768')
      expect(found.ephemeralKeys.reused).toBe(false)
    },
  )

  it('has the groups of TLS 1.3 seen', async () => {
    const found = await surveyOfNode(await createTestCertificate(), {
      minVersion: 'TLSv1.3',
      ecdhCurve: 'secp521r1:prime256v1',
    })
    expect(found.groupsThatAre('accepted').toSorted()).toEqual(['secp256r1', 'secp521r1'])
    expect(found.groupsThatAre('refused')).toContain('x25519')
    expect(found.groupsThatAre('refused')).toContain('X25519MLKEM768')
    expect(found.ephemeralKeys).toEqual({ samples: 3, reused: false })
  })
})
