import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startNginx, startOpensslServer, type TlsServer } from '@countersign/test-servers'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { auditTls } from '../src/audit-tls.js'
import type { Endpoint } from '../src/endpoint.js'
import { forwardSecretOptions } from '../src/own/forward-secret-options.js'
import type { EndpointReport } from '../src/report/report.js'
import {
  ecIdentity,
  endpointAt,
  rsaIdentity,
  smallPrime,
  startNode,
  type Identity,
} from './loopback-servers.js'

let rsa: Identity
let ec: Identity

beforeAll(async () => {
  rsa = await rsaIdentity()
  ec = await ecIdentity()
})

/** The one report of a server whose certificate is trusted. */
async function reportOf(
  server: Pick<TlsServer, 'port'>,
  { cert }: Identity,
  changes: Partial<Endpoint> = {},
): Promise<EndpointReport> {
  const { endpoints } = await auditTls(endpointAt(server, { ca: cert, ...changes }))
  expect(endpoints).toHaveLength(1)
  return endpoints[0] as EndpointReport
}

const idsOf = ({ findings }: EndpointReport): readonly string[] => findings.map(({ id }) => id)

async function nginx(identity: Identity, ...settings: readonly string[]): Promise<TlsServer> {
  const server = await startNginx({ ...identity, settings })
  onTestFinished(async () => server.close())
  return server
}

async function openssl(identity: Identity, ...args: readonly string[]): Promise<TlsServer> {
  const server = await startOpensslServer(args, identity)
  onTestFinished(async () => server.close())
  return server
}

describe('a server of Node', () => {
  it('offers forward secrecy with an RSA certificate, and takes static RSA', async () => {
    const report = await reportOf(await startNode(rsa), rsa)
    expect(report.verdict).toBe('offered')
    expect(report.reason).toContain('TLS 1.2 accepts TLS_RSA_WITH_')
    expect(idsOf(report)).toContain('static-rsa')
  })

  it('enforces it with an ECDSA certificate', async () => {
    const report = await reportOf(await startNode(ec), ec)
    expect(report).toMatchObject({ verdict: 'enforced' })
  })

  it('enforces it with our options', async () => {
    const report = await reportOf(await startNode({ ...forwardSecretOptions(), ...rsa }), rsa)
    expect(report).toMatchObject({ verdict: 'enforced' })
    expect(report.findings.filter(({ severity }) => severity !== 'low')).toStrictEqual([])
  })

  it('does not enforce it with tickets that are good for two days', async () => {
    const report = await reportOf(await startNode({ ...ec, sessionTimeout: 172_800 }), ec)
    expect(report.verdict).toBe('offered')
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        id: 'long-tickets',
        evidence: 'A ticket is good for 2 days: so long, its key can open what was said.',
      }),
    )
  })

  it('does not enforce it with a certificate that nobody trusts', async () => {
    const report = await reportOf(await startNode(ec), ec, { ca: undefined })
    expect(report.verdict).toBe('offered')
    expect(idsOf(report)).toContain('certificate-self-signed')
  })

  it('does not enforce it with a certificate of another name, or an expired one', async () => {
    const expired = await ecIdentity({ notAfter: new Date('2021-01-01') })
    const changes = { servername: 'rs.example' }
    const report = await reportOf(await startNode(expired), expired, changes)
    expect(report.verdict).toBe('offered')
    expect(idsOf(report)).toStrictEqual(
      expect.arrayContaining(['certificate-expired', 'certificate-wrong-name']),
    )
  })

  it('is unknown to who has no certificate where one is asked for', async () => {
    const server = await startNode({ ...ec, requestCert: true, ca: rsa.cert })
    const report = await reportOf(server, ec)
    expect(report.verdict).toBe('unknown')
    expect(report.reason).toMatch(/a client certificate was asked for, and none was given\.$/)
    expect(report.notEstablished.join()).toContain('none was given')
    const trusted = await reportOf(server, ec, { client: rsa })
    expect(trusted).toMatchObject({ verdict: 'enforced' })
    expect(trusted.notEstablished.join()).not.toContain('none was given')
  })

  it('has a report for each of its addresses', async () => {
    const server = await startNode(ec, '::')
    const { endpoints, verdict } = await auditTls([
      endpointAt(server, { host: 'localhost', ca: ec.cert }),
      endpointAt(server, { host: '::1', ca: ec.cert }),
    ])
    const places = endpoints.map(({ target, address }) => `${target} ${address}`)
    expect(places).toStrictEqual(
      expect.arrayContaining([
        `https://localhost:${server.port} 127.0.0.1`,
        `https://[::1]:${server.port} ::1`,
      ]),
    )
    expect(verdict).toBe('enforced')
  })
})

describe('nginx', () => {
  it('offers forward secrecy as it comes, and enforces it with what the findings say', async () => {
    const report = await reportOf(await nginx(rsa), rsa)
    expect(report.verdict).toBe('offered')
    const found = report.findings.find(({ id }) => id === 'static-rsa')
    const mended = await reportOf(await nginx(rsa, found?.mend.nginx ?? ''), rsa)
    expect(mended).toMatchObject({ verdict: 'enforced' })
  })

  it('gives tickets for two days if told, and for an hour with what the finding says', async () => {
    const versions = 'ssl_protocols TLSv1.2 TLSv1.3;'
    const report = await reportOf(await nginx(ec, versions, 'ssl_session_timeout 2d;'), ec)
    const found = report.findings.find(({ id }) => id === 'long-tickets')
    expect(report.verdict).toBe('offered')
    const mended = await reportOf(await nginx(ec, versions, found?.mend.nginx ?? ''), ec)
    expect(mended).toMatchObject({
      verdict: 'enforced',
      handshakes: { resumption: { ticketLifetime: 3600 } },
    })
  })

  it('is unknown where old versions fail for another reason, and the finding says what to do', async () => {
    // It has no signature for them that OpenSSL lets pass.
    const report = await reportOf(await nginx(ec, 'ssl_protocols TLSv1 TLSv1.2 TLSv1.3;'), ec)
    expect(report.verdict).toBe('unknown')
    expect(report.reason).toContain('TLS 1.0 could not be asked: ')
    const found = report.findings.find(({ id }) => id === 'version-not-refused')
    const mended = await reportOf(await nginx(ec, found?.mend.nginx ?? ''), ec)
    expect(mended).toMatchObject({ verdict: 'enforced' })
  })
})

describe('openssl s_server', () => {
  it('has no forward secrecy with static RSA alone', async () => {
    const server = await openssl(rsa, '-tls1_2', '-cipher', 'AES128-GCM-SHA256:AES256-SHA')
    const report = await reportOf(server, rsa)
    expect(report).toMatchObject({ verdict: 'none' })
    expect(idsOf(report)).toStrictEqual(expect.arrayContaining(['static-rsa', 'no-tls13']))
  })

  it('does not enforce it with a prime of 1024 bits', async () => {
    const parameters = join(await temporaryFolder(), 'dh.pem')
    await writeFile(parameters, smallPrime())
    const suites = 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0'
    const server = await openssl(rsa, '-tls1_2', '-cipher', suites, '-dhparam', parameters)
    const report = await reportOf(server, rsa)
    expect(report.verdict).toBe('offered')
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        id: 'weak-dh',
        evidence: 'A prime of 1024 bits was seen; 2048 is the least.',
      }),
    )
  })

  it('is found to speak an old version', async () => {
    const server = await openssl(rsa, '-tls1', '-cipher', 'ALL:@SECLEVEL=0')
    const report = await reportOf(server, rsa)
    expect(report.verdict).toBe('offered')
    expect(idsOf(report)).toStrictEqual(
      expect.arrayContaining(['static-rsa', 'old-version', 'no-tls13']),
    )
  })

  it('is found to take what nobody should', async () => {
    const suites = 'aNULL:eNULL:ECDHE+AESGCM:@SECLEVEL=0'
    const report = await reportOf(await openssl(rsa, '-tls1_2', '-cipher', suites), rsa)
    expect(report.verdict).toBe('offered')
    expect(idsOf(report)).toStrictEqual(expect.arrayContaining(['anonymous', 'null-cipher']))
  })
})

describe('several targets', () => {
  it('have the worst verdict of all, and each its own', async () => {
    const [good, plain] = await Promise.all([startNode(ec), startNode(rsa)])
    const dead = await freePort()
    const report = await auditTls([
      endpointAt(good, { ca: ec.cert }),
      endpointAt(plain, { ca: rsa.cert }),
      `127.0.0.1:${dead}`,
      'https://nowhere.invalid',
    ])
    expect(report.endpoints.map(({ verdict }) => verdict)).toStrictEqual([
      'enforced',
      'offered',
      'unknown',
      'unknown',
    ])
    expect(report.verdict).toBe('unknown')
    expect(report.endpoints[2]).toMatchObject({
      target: `https://127.0.0.1:${dead}`,
      reason: 'Nobody listens at this address and port.',
    })
    expect(report.endpoints[3]).toMatchObject({ address: undefined, findings: [] })
    expect(Date.parse(report.finishedAt)).toBeGreaterThanOrEqual(Date.parse(report.startedAt))
  })

  it('are reported with no key of a client', async () => {
    const report = await auditTls(endpointAt(await startNode(ec), { client: ec, ca: ec.cert }))
    expect(JSON.stringify(report)).not.toContain('PRIVATE KEY')
  })
})
