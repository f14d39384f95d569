import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { pem, rsaCertificate } from '../servers.js'
import { ec, outcomes, shaken } from './shaken.js'

const rsa = await rsaCertificate()

describe('a client certificate', () => {
  it('is not asked for by most', async () => {
    expect((await shaken({})).asksForClientCertificate).toBe(false)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is asked for, and not needed: %s', async (version) => {
    const options = { requestCert: true, rejectUnauthorized: false, maxVersion: version }
    const found = await shaken(options)
    expect(found.asksForClientCertificate).toBe(true)
    expect(found.usual.completed).toBe(true)
  })

  it('is needed, which a client of TLS 1.3 learns too late', async () => {
    const found = await shaken({ requestCert: true }, { protocol: 'https' })
    expect(found).toMatchObject({
      usual: { completed: true, version: 'TLSv1.3' },
      asksForClientCertificate: true,
      resumption: { tls12: undefined, tls13: undefined, tickets: undefined },
      hsts: {
        maxAge: undefined,
        reason:
          'The server asks for a client certificate, and ended the handshake with alert 116 (certificate_required).',
      },
    })
    expect(outcomes(found)).toEqual(['refused', 'refused', 'accepted', 'accepted'])
  })

  it('is needed, and its lack is no refusal of the version', async () => {
    const found = await shaken({ requestCert: true, maxVersion: 'TLSv1.2' })
    expect(found.usual).toEqual({
      completed: false,
      reason:
        'The server asks for a client certificate, and ended the handshake with alert 40 (handshake_failure).',
    })
    expect(found.asksForClientCertificate).toBe(true)
    expect(outcomes(found)).toEqual(['refused', 'refused', 'accepted', 'refused'])
  })

  it('is shown where the user has one', async () => {
    const client = await createTestCertificate({ commonName: 'client' })
    const options = { requestCert: true, ca: client.certificate, maxVersion: 'TLSv1.2' } as const
    const found = await shaken(options, { client: pem(client) })
    expect(found.usual).toMatchObject({ completed: true, version: 'TLSv1.2' })
    expect(found.resumption).toMatchObject({ tls12: true })
  })

  it.each([
    { client: { cert: 'x', key: 'y' } },
    { client: { cert: ec.certificate, key: rsa.privateKey } },
    { ca: 'x' },
    { path: 'a b' },
    { servername: 'a\r\nb' },
  ])('that cannot be used is told before anything is asked: %#', async (endpoint) => {
    await expect(shaken({}, endpoint)).rejects.toThrow(TypeError)
    await expect(shaken({}, endpoint)).rejects.not.toThrow(/PRIVATE/)
  })
})
