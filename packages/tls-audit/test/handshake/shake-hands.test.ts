import { createServer } from 'node:https'
import { createSecureContext, type TlsOptions } from 'node:tls'
import { createTestCertificate, createTestClock } from '@countersign/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shakeHands } from '../../src/handshake/shake-hands.js'
import { forwardSecretOptions } from '../../src/own/forward-secret-options.js'
import { listen, pace, pem, routeTo, rsaCertificate, tlsServer } from '../servers.js'
import { ec, outcomes, shaken } from './shaken.js'

const rsa = await rsaCertificate()

const OLD = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

describe('a handshake', () => {
  it('is told by its version and suite', async () => {
    const { usual } = await shaken({})
    expect(usual).toEqual({
      completed: true,
      version: 'TLSv1.3',
      suite: expect.stringMatching(/^TLS_(?:AES|CHACHA20)_/),
      resumed: false,
      alpn: undefined,
    })
    const { usual: older } = await shaken({ ...pem(rsa), maxVersion: 'TLSv1.2' })
    expect(older).toMatchObject({
      version: 'TLSv1.2',
      suite: expect.stringMatching(/^TLS_ECDHE_RSA_WITH_/),
      resumed: false,
    })
  })

  it('is told without forward secrecy as well', async () => {
    const { usual } = await shaken({
      ...pem(rsa),
      ciphers: 'AES128-GCM-SHA256',
      maxVersion: 'TLSv1.2',
    })
    expect(usual).toMatchObject({ completed: true, suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' })
  })

  it('that is no longer possible is told in a sentence', async () => {
    const { usual } = await shaken({ ...OLD, maxVersion: 'TLSv1' })
    expect(usual).toEqual({
      completed: false,
      reason: 'The server ended the handshake with alert 70 (protocol_version).',
    })
  })

  it('speaks of HTTP only to what is https', async () => {
    const options = { ...pem(ec), ALPNProtocols: ['h2', 'http/1.1'] }
    const port = await tlsServer(options, (socket) => socket.end())
    const { usual } = await shakeHands(routeTo(port, { protocol: 'https' }), { pace: pace() })
    expect(usual).toMatchObject({ alpn: 'h2' })
    const { usual: other } = await shakeHands(routeTo(port), { pace: pace() })
    expect(other).toMatchObject({ alpn: undefined })
  })

  it('sends the name that was asked for, and no address', async () => {
    const names: unknown[] = []
    const options: TlsOptions = {
      SNICallback(name, done) {
        names.push(name)
        done(null, createSecureContext(pem(ec)))
      },
    }
    await shaken(options, { servername: 'api.example' })
    await shaken(options, { host: '127.0.0.1' })
    expect(new Set(names)).toEqual(new Set(['api.example']))
  })
})

describe('each version', () => {
  it.each([
    ['the defaults', {}, ['refused', 'refused', 'accepted', 'accepted']],
    ['all of them', OLD, ['accepted', 'accepted', 'accepted', 'accepted']],
    ['the mended options', forwardSecretOptions(), ['refused', 'refused', 'accepted', 'accepted']],
    [
      'TLS 1.3 alone',
      forwardSecretOptions({ minVersion: 'TLSv1.3' }),
      ['refused', 'refused', 'refused', 'accepted'],
    ],
  ] as const)('is asked for by itself: %s', async (_, options, expected) => {
    expect(outcomes(await shaken(options))).toEqual(expected)
  })

  it('is neither accepted nor refused by a server that answers with an older one', async () => {
    const expected = ['accepted', 'inconclusive', 'inconclusive', 'refused']
    expect(outcomes(await shaken({ ...OLD, maxVersion: 'TLSv1' }))).toEqual(expected)
  })

  it('is accepted by a server that has no suite for a client of today', async () => {
    const anonymous = { ciphers: 'ADH-AES128-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' } as const
    const found = await shaken({ ...anonymous, dhparam: 'auto' })
    expect(outcomes(found)).toEqual(['refused', 'refused', 'accepted', 'refused'])
    expect(found.usual).toMatchObject({ completed: false })
    expect(found.certificate).toBeUndefined()
  })
})

describe('a certificate', () => {
  it('is described', async () => {
    const { certificate } = await shaken({})
    expect(certificate).toEqual({
      subject: 'CN=test',
      issuer: 'CN=test',
      names: ['localhost', '127.0.0.1', expect.stringContaining(':')],
      validFrom: new Date('2020-01-01'),
      validTo: new Date('2049-01-01'),
      keyType: 'ec',
      keyBits: 256,
      chainLength: 1,
      chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      nameMatches: true,
    })
    const { certificate: other } = await shaken(pem(rsa))
    expect(other).toMatchObject({ keyType: 'rsa', keyBits: 2048 })
  })

  it('is good where it is trusted', async () => {
    const { certificate } = await shaken({}, { ca: ec.certificate })
    expect(certificate?.chainError).toBeUndefined()
    const { certificate: other } = await shaken({}, { ca: [rsa.certificate] })
    expect(other?.chainError).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  })

  it('comes with those that the server sends, and no others', async () => {
    const chain = [ec.certificate, rsa.certificate, rsa.certificate].join('')
    const { certificate } = await shaken({ cert: chain }, { ca: ec.certificate })
    expect(certificate).toMatchObject({ chainLength: 3, keyType: 'ec' })
  })

  it.each([
    [{ host: '127.0.0.1' }, true],
    [{ host: '127.0.0.2' }, false],
    [{ host: 'other.example' }, false],
    [{ host: 'other.example', servername: 'localhost' }, true],
    [{ servername: 'other.example' }, false],
    // The common name, which nobody looks at any more.
    [{ servername: 'test' }, false],
  ])('is of the name that was asked for, or is not: %j', async (endpoint, matches) => {
    expect((await shaken({}, endpoint)).certificate?.nameMatches).toBe(matches)
  })

  it.each([
    ['2019-12-31', 'CERT_NOT_YET_VALID'],
    ['2020-01-02', undefined],
    ['2048-12-31', undefined],
    ['2049-01-02', 'CERT_HAS_EXPIRED'],
  ])('is judged by the clock: %s', async (date, chainError) => {
    const clock = createTestClock(Date.parse(date))
    const port = await tlsServer(pem(ec))
    const route = routeTo(port, { ca: ec.certificate })
    const { certificate } = await shakeHands(route, { pace: pace(), now: clock })
    expect(certificate?.chainError).toBe(chainError)
  })

  it('is not good because of a clock, where it is none for Node', async () => {
    const expired = await createTestCertificate({ notAfter: new Date('2021-01-01') })
    const port = await tlsServer(pem(expired))
    const route = routeTo(port, { ca: expired.certificate })
    const clock = createTestClock(Date.parse('2020-06-01'))
    const { certificate } = await shakeHands(route, { pace: pace(), now: clock })
    expect(certificate?.chainError).toBe('CERT_HAS_EXPIRED')
    expect((await shakeHands(route, { pace: pace() })).certificate).toMatchObject({
      chainError: 'CERT_HAS_EXPIRED',
      validTo: new Date('2021-01-01'),
    })
  })

  it('is seen at a server that speaks old versions only', async () => {
    const { certificate } = await shaken({ ...OLD, maxVersion: 'TLSv1' })
    expect(certificate).toMatchObject({ subject: 'CN=test', nameMatches: true })
  })
})

describe('whatever the environment says', () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  beforeAll(() => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  })
  afterEach(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  })

  it('a certificate is judged', async () => {
    const { certificate } = await shaken({})
    expect(certificate?.chainError).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  })
})

describe('a server on IPv6', () => {
  it('is asked by its address', async () => {
    const port = await listen(
      createServer(pem(ec), (_, response) => response.end()),
      '::1',
    )
    const endpoint = { host: '::1', port, protocol: 'https', path: '/' } as const
    const found = await shakeHands({ endpoint, address: '::1' }, { pace: pace() })
    expect(found.certificate?.nameMatches).toBe(true)
    expect(found.hsts).toEqual({ maxAge: undefined, includeSubDomains: false })
  })
})
