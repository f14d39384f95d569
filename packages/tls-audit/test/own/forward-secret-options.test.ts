import { createSecureContext } from 'node:tls'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { shakeHands } from '../../src/handshake/shake-hands.js'
import { forwardSecretOptions } from '../../src/own/forward-secret-options.js'
import { pace, pem, routeTo, tlsServer } from '../servers.js'

const ec = await createTestCertificate()

function knows(group: string): boolean {
  try {
    return createSecureContext({ ecdhCurve: group }) !== undefined
  } catch {
    return false
  }
}

describe('the options of a server', () => {
  it('name suites with ephemeral keys and authenticated encryption alone', () => {
    for (const suite of forwardSecretOptions().ciphers.split(':')) {
      expect(suite).toMatch(/^(?:TLS_|ECDHE-(?:ECDSA|RSA)-).*(?:GCM|POLY1305)/)
    }
    const suites = forwardSecretOptions({ minVersion: 'TLSv1.3' }).ciphers.split(':')
    expect(suites).toHaveLength(3)
    expect(suites.every((suite) => suite.startsWith('TLS_'))).toBe(true)
  })

  it('prefer what withstands quantum computers, where this Node knows it', () => {
    const curves = forwardSecretOptions().ecdhCurve
    const expected = knows('X25519MLKEM768') ? 'X25519MLKEM768:X25519' : 'X25519'
    expect(curves).toBe(`${expected}:P-256:P-384`)
  })

  it('let sessions last for an hour, or as long as is said', async () => {
    const port = await tlsServer({ ...pem(ec), ...forwardSecretOptions() })
    const { resumption } = await shakeHands(routeTo(port), { pace: pace() })
    const given = { tls12: true, tls13: true, tickets: true, ticketLifetime: 3600 }
    expect(resumption).toMatchObject(given)
    expect(forwardSecretOptions({ sessionTimeout: 86_400 }).sessionTimeout).toBe(86_400)
  })

  it('let no session be taken up without tickets', async () => {
    const port = await tlsServer({ ...pem(ec), ...forwardSecretOptions({ tickets: false }) })
    const { resumption } = await shakeHands(routeTo(port), { pace: pace() })
    expect(resumption).toMatchObject({ tls12: false, tls13: false })
  })

  it.each([
    { sessionTimeout: 0 },
    { sessionTimeout: 86_401 },
    { sessionTimeout: 1.5 },
    { sessionTimeout: Number.NaN },
    { minVersion: 'TLSv1.1' as 'TLSv1.2' },
  ])('are none of %j', (options) => {
    expect(() => forwardSecretOptions(options)).toThrow(TypeError)
  })
})
