import { getDiffieHellman } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rsaCertificate } from './certificates.js'
import { dhParameters } from './dh-parameters.js'
import { opensslServer, opensslSuites } from './openssl-server.js'
import { survey } from './surveying.js'

describe('openssl s_server', () => {
  it('with static RSA alone, has no forward secrecy to offer', async () => {
    const port = await opensslServer(await rsaCertificate(), ['-tls1_2', '-cipher', 'kRSA'])
    const found = await survey(port)
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'refused',
      notForwardSecret: 'accepted',
      complete: true,
    })
    expect(found.suites('TLSv1.2')).toContain('TLS_RSA_WITH_AES_256_GCM_SHA384')
    expect(found.of('TLSv1.3').forwardSecret).toBe('refused')
  })

  it('with a prime of 1024 bits, shows its size', async () => {
    const port = await opensslServer(
      await rsaCertificate(),
      ['-tls1_2', '-cipher', 'kDHE+aRSA:@SECLEVEL=0', '-dhparam', 'dh.pem'],
      { 'dh.pem': dhParameters(getDiffieHellman('modp2').getPrime()) },
    )
    const found = await survey(port)
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'refused',
    })
    expect(found.dhePrimes).toEqual([1024])
    expect(found.ephemeralKeys.reused).toBe(false)
  })

  it('with a curve of 160 bits, is found to accept it', async () => {
    const port = await opensslServer(await rsaCertificate(), [
      '-tls1_2',
      '-cipher',
      'ECDHE+AESGCM:@SECLEVEL=0',
      '-curves',
      'secp160r1:sect163k1:P-256',
    ])
    const found = await survey(port)
    expect(found.groupsThatAre('accepted').toSorted()).toEqual([
      'secp160r1',
      'secp256r1',
      'sect163k1',
    ])
  })

  it('with TLS 1.0 alone, refuses every other version', async () => {
    const port = await opensslServer(await rsaCertificate(), [
      '-tls1',
      '-cipher',
      'ALL:@SECLEVEL=0',
    ])
    const found = await survey(port)
    expect(found.of('TLSv1')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'accepted',
      complete: true,
    })
    for (const version of ['SSLv3', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
      expect(found.of(version)).toMatchObject({
        forwardSecret: 'refused',
        notForwardSecret: 'refused',
        suites: [],
      })
    }
  })

  it('has every suite listed that openssl names of it', async () => {
    const port = await opensslServer(await rsaCertificate(), [
      '-tls1_2',
      '-cipher',
      'kEECDH+aRSA:kRSA:@SECLEVEL=0',
    ])
    const found = await survey(port)
    expect(found.suites('TLSv1.2').toSorted()).toEqual(
      (await opensslSuites('-s', '-tls1_2', 'kEECDH+aRSA:kRSA:@SECLEVEL=0'))
        .map(({ name }) => name)
        .toSorted(),
    )
  })
})
