import { createServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { createSecureContext, Server, type TlsOptions } from 'node:tls'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it, vi } from 'vitest'
import { ForwardSecrecyError } from '../../src/own/forward-secrecy-error.js'
import { forwardSecretOptions } from '../../src/own/forward-secret-options.js'
import { requireForwardSecrecy } from '../../src/own/require-forward-secrecy.js'
import type { Survey } from '../../src/survey/survey.js'
import { listen, pem, rsaCertificate } from '../servers.js'

const ec = await createTestCertificate()
const rsa = await rsaCertificate()

async function findings(server: TlsOptions | Server, options = {}): Promise<readonly string[]> {
  try {
    await requireForwardSecrecy(server, options)
    return []
  } catch (error) {
    if (error instanceof ForwardSecrecyError) return error.findings
    throw error
  }
}

describe('a server may start with', () => {
  const byName: TlsOptions = {
    SNICallback(name, done) {
      if (name === 'api.example') done(null, createSecureContext(pem(rsa)))
      else done(new Error('unknown'))
    },
  }

  it.each([
    ['an ECDSA key and the defaults', pem(ec), {}],
    ['an RSA key and the mended options', { ...pem(rsa), ...forwardSecretOptions() }, {}],
    ['no tickets', { ...pem(rsa), ...forwardSecretOptions({ tickets: false }) }, {}],
    ['TLS 1.3 alone', { ...pem(rsa), ...forwardSecretOptions({ minVersion: 'TLSv1.3' }) }, {}],
    [
      'clients that need a certificate',
      { ...pem(rsa), ...forwardSecretOptions(), requestCert: true, rejectUnauthorized: true },
      {},
    ],
    [
      'clients of TLS 1.2 that need a certificate',
      { ...pem(rsa), ...forwardSecretOptions(), maxVersion: 'TLSv1.2', requestCert: true },
      {},
    ],
    [
      'certificates by name',
      { ...forwardSecretOptions(), ...byName },
      { servername: 'api.example' },
    ],
  ] as const)('%s', async (_, options, more) => {
    expect(await findings(options, more)).toEqual([])
  })

  it('nothing that could not be asked', async () => {
    const found = await findings({ ...forwardSecretOptions(), ...byName })
    expect(found).toContain('no handshake with forward secrecy was accepted')
    expect(found.at(-1)).toMatch(/^no handshake was completed: the server /)
  })
})

describe('a server may not start with', () => {
  it('an RSA key and the defaults, and is told why', async () => {
    const [finding, ...others] = await findings(pem(rsa))
    expect(finding).toMatch(
      /^TLSv1\.2 is accepted without forward secrecy: TLS_RSA_WITH_\w+(?:, TLS_RSA_WITH_\w+)*, \d+ more$/,
    )
    expect(others).toEqual([])
    await expect(requireForwardSecrecy(pem(rsa))).rejects.toThrow(
      /^forward secrecy is not enforced: TLSv1\.2 is accepted/,
    )
  })

  it('an RSA key and the defaults behind certificates by name', async () => {
    const options: TlsOptions = {
      SNICallback: (_, done) => done(null, createSecureContext(pem(rsa))),
    }
    expect(await findings(options)).toHaveLength(1)
  })

  it('an RSA key and the defaults though clients need a certificate', async () => {
    expect(await findings({ ...pem(rsa), requestCert: true })).toHaveLength(1)
  })

  it('sessions of two days, whoever may take them up', async () => {
    const options = { ...pem(ec), sessionTimeout: 172_800 }
    const finding = 'sessionTimeout is 172800 s, and 86400 s are the most'
    expect(await findings(options)).toContain(finding)
    expect(await findings(options)).toContain(
      'tickets are good for 172800 s, and 86400 s are the most',
    )
    expect(await findings({ ...options, requestCert: true })).toEqual([finding])
    const server = createServer({ ...options, requestCert: true })
    await listen(server)
    expect(await findings(server)).toEqual([finding])
  })

  it('a curve of 163 bits', async () => {
    const options = { ...pem(rsa), ...forwardSecretOptions(), maxVersion: 'TLSv1.2' } as const
    const weak = { ...options, ciphers: `${options.ciphers}:@SECLEVEL=0`, ecdhCurve: 'sect163k1' }
    expect(await findings(weak)).toContain('the weak curve sect163k1 is accepted')
  })

  it('what is no server of TLS', async () => {
    await expect(findings(createTcpServer() as Server)).rejects.toThrow('does not speak TLS')
    await expect(findings(null as unknown as TlsOptions)).rejects.toThrow(TypeError)
  })

  it('what is no key at all', async () => {
    await expect(findings({ cert: 'x', key: 'y' })).rejects.toThrow('PEM')
  })
})

describe('a server that listens', () => {
  it('is asked at its port, and gets no request', async () => {
    const request = vi.fn<() => void>()
    const server = createServer({ ...pem(rsa), ...forwardSecretOptions() }, request)
    await listen(server)
    expect(await findings(server)).toEqual([])
    expect(request).not.toHaveBeenCalled()
    expect(server.listening).toBe(true)
  })

  it('on every address is asked on loopback', async () => {
    const server = createServer(pem(rsa))
    await listen(server, '0.0.0.0')
    expect(await findings(server)).toHaveLength(1)
  })

  it('nowhere cannot be asked', async () => {
    await expect(findings(createServer(pem(ec)))).rejects.toThrow('the server does not listen')
    await expect(findings(pem(ec), { timeout: 0 })).rejects.toThrow(TypeError)
  })
})

describe('what was surveyed', () => {
  const good: Survey = {
    versions: [
      {
        version: 'TLSv1.2',
        forwardSecret: 'accepted',
        notForwardSecret: 'refused',
        suites: [],
        complete: true,
      },
    ],
    groups: [],
    ephemeralKeys: { samples: 2, reused: false },
    dhePrimes: [],
  }
  const [version] = good.versions

  it.each([
    ['is enough', {}, []],
    [
      'is not enough with keys that are used again',
      { ephemeralKeys: { samples: 2, reused: true } },
      ['ephemeral keys are used more than once'],
    ],
    [
      'is not enough with short primes',
      { dhePrimes: [1024, 2048] },
      ['the prime of DHE has 1024 bits, and 2048 are needed'],
    ],
    [
      'is not enough where one is not clear',
      { versions: [version, { ...version, version: 'TLSv1', notForwardSecret: 'inconclusive' }] },
      ['it is not known whether TLSv1 is accepted without forward secrecy (no answer came)'],
    ],
    [
      'says at once what is not clear for the same reason',
      {
        versions: [
          version,
          { ...version, version: 'TLSv1', notForwardSecret: 'inconclusive' },
          { ...version, version: 'TLSv1.1', notForwardSecret: 'inconclusive' },
        ],
      },
      [
        'it is not known whether TLSv1 and TLSv1.1 are accepted without forward secrecy (no answer came)',
      ],
    ],
    [
      'is not enough where not every suite was seen',
      { versions: [{ ...version, complete: false }] },
      ['not every suite of TLSv1.2 was seen'],
    ],
    [
      'is not enough with keys that could not be compared',
      { ephemeralKeys: { samples: 1, reused: undefined } },
      ['it is not known whether ephemeral keys are used more than once'],
    ],
    [
      'is not enough where a suite without was found on the way',
      { versions: [{ ...version, suites: [{ name: 'TLS_RSA_X', forwardSecret: false }] }] },
      ['TLSv1.2 is accepted without forward secrecy: TLS_RSA_X'],
    ],
    [
      'is not enough without a control',
      { versions: [{ ...version, forwardSecret: 'inconclusive' }] },
      ['no handshake with forward secrecy was accepted'],
    ],
  ])('%s', async (_, more, expected) => {
    const survey = async (): Promise<Survey> => ({ ...good, ...more }) as Survey
    expect(await findings(pem(ec), { survey })).toEqual(expected)
  })

  it('is not waited for without end', async () => {
    const silent = createTcpServer()
    const port = await listen(silent)
    const server = Object.assign(Object.create(Server.prototype) as Server, {
      address: () => ({ address: '127.0.0.1', port, family: 'IPv4' }),
    })
    const found = await findings(server, { timeout: 0.2 })
    expect(found.at(-1)).toBe('no handshake was completed: the server did not answer in time')
  })
})
