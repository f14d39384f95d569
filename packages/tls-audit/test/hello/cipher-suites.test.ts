import { describe, expect, it } from 'vitest'
import { CIPHER_SUITES, cipherSuite } from '../../src/hello/cipher-suites.js'
import { opensslSuites } from '../survey/openssl-server.js'

const named = (name: string) => CIPHER_SUITES.find((suite) => suite.name === name)

describe('the table of cipher suites', () => {
  it('agrees with openssl on all that openssl knows', async () => {
    const known = await opensslSuites('ALL:COMPLEMENTOFALL:@SECLEVEL=0')
    expect(known.length).toBeGreaterThan(100)
    for (const { id, name } of known) expect(cipherSuite(id)?.name).toBe(name)
  })

  it('has every id and every name once, from the lowest to the highest', () => {
    const ids = CIPHER_SUITES.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
    const unique = new Set(CIPHER_SUITES.map(({ name }) => name))
    expect(unique.size).toBe(CIPHER_SUITES.length)
    expect(CIPHER_SUITES.length).toBeGreaterThan(360)
  })

  it('has rows at the corners of its ranges', () => {
    expect(cipherSuite(0x0000)?.name).toBe('TLS_NULL_WITH_NULL_NULL')
    expect(cipherSuite(0x00c5)?.name).toBe('TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256')
    expect(cipherSuite(0x1307)?.name).toBe('TLS_AEGIS_128L_SHA256')
    expect(cipherSuite(0xc0b5)?.name).toBe('TLS_SHA384_SHA384')
    expect(cipherSuite(0xc106)?.name).toBe('TLS_GOSTR341112_256_WITH_MAGMA_MGM_S')
    expect(cipherSuite(0xccae)?.name).toBe('TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256')
    expect(cipherSuite(0xd005)?.name).toBe('TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256')
  })

  it('has neither signals nor GREASE', () => {
    for (const id of [0x00ff, 0x5600, 0x0a0a, 0xfafa]) expect(cipherSuite(id)).toBeUndefined()
  })
})

describe('forward secrecy', () => {
  it.each([
    ['TLS_AES_128_GCM_SHA256', 'TLS13'],
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE'],
    ['TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA', 'DHE'],
    ['TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', 'ECDHE_PSK'],
    ['TLS_PSK_DHE_WITH_AES_128_CCM_8', 'DHE_PSK'],
  ])('is there with %s', (name, keyExchange) => {
    expect(named(name)).toMatchObject({ keyExchange, forwardSecret: true })
  })

  it.each([
    ['TLS_RSA_WITH_AES_256_GCM_SHA384', 'RSA'],
    ['TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256', 'ECDH'],
    ['TLS_DH_DSS_WITH_AES_128_CBC_SHA', 'DH'],
    ['TLS_PSK_WITH_AES_128_CBC_SHA', 'PSK'],
    ['TLS_RSA_PSK_WITH_AES_128_CBC_SHA', 'RSA_PSK'],
    ['TLS_KRB5_WITH_RC4_128_SHA', 'other'],
    ['TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA', 'other'],
    ['TLS_GOSTR341001_WITH_28147_CNT_IMIT', 'other'],
  ])('is not there with %s', (name, keyExchange) => {
    expect(named(name)).toMatchObject({ keyExchange, forwardSecret: false })
  })

  it.each([
    ['TLS_DH_anon_WITH_AES_128_CBC_SHA', 'DH_anon'],
    ['TLS_DH_anon_EXPORT_WITH_RC4_40_MD5', 'DH_anon'],
    ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 'ECDH_anon'],
    ['TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA', 'DHE'],
    ['TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA', 'DHE'],
    ['TLS_ECDHE_RSA_WITH_NULL_SHA', 'ECDHE'],
    ['TLS_DHE_PSK_WITH_NULL_SHA256', 'DHE_PSK'],
    ['TLS_SHA256_SHA256', 'TLS13'],
  ])('does not come of %s, whose keys are new and keep no secret', (name, keyExchange) => {
    expect(named(name)).toMatchObject({ keyExchange, forwardSecret: false })
  })
})
