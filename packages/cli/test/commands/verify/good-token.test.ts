import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { createTestCertificate, proof } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { AUDIENCE, countersign, openIssuer, URL_OF_REQUEST } from './issuer.js'

const { idp, key, trust, verify, withProof } = await openIssuer()
const certificate = await createTestCertificate()

describe('a good token', () => {
  it('passes every step that there is to ask', async () => {
    const { code, report } = await verify([await idp.token()])
    expect(code).toBe(0)
    expect(report.verdict).toBe('verified')
    const passed = report.steps.filter(({ state }) => state === 'passed')
    expect(passed.map(({ number }) => number)).toEqual([3, 4, 5, 6, 7])
    expect(report.steps.every(({ state }) => state === 'passed' || state === 'not asked')).toBe(
      true,
    )
    expect(report.token).toMatchObject({ kind: 'jwt', issuer: idp.issuer, scopes: ['read'] })
  })

  it('is shown with what it stands for, and never itself', async () => {
    const token = await idp.token()
    const { code, io } = await countersign([token, ...trust])
    expect(code).toBe(0)
    expect(io.out()).toMatch(/^5 {2}passed +Signature/m)
    expect(io.out()).toMatch(/^ {2}Expires +\S+, in [45] min$/m)
    expect(io.out()).not.toContain(token.split('.')[2])
  })

  it('may come by a pipe, alone or in a whole request', async () => {
    const token = await idp.token()
    expect((await verify([], { stdin: `${token}\n` })).code).toBe(0)
    const stdin = `GET /orders?x=1 HTTP/1.1\r\nHost: rs.example\r\nAuthorization: Bearer ${token}\r\n\r\n`
    const { code, report } = await verify(['-'], { stdin })
    expect(code).toBe(0)
    expect(report.steps[1]?.state).toBe('passed')
  })

  it('may be what curl -v has printed, with a proof', async () => {
    const [token = '', , made = ''] = await withProof({ method: 'POST' })
    const stdin = [
      '* Connected to rs.example',
      '> POST /orders?x=1 HTTP/2',
      '> Host: rs.example',
      `> Authorization: DPoP ${token}`,
      `> DPoP: ${made}`,
      '> ',
      '< HTTP/2 401',
    ].join('\r\n')
    expect(await verify([], { stdin })).toMatchObject({
      code: 0,
      report: { token: { scheme: 'DPoP' } },
    })
  })

  it('may be bound to a proof, a certificate, or both', async () => {
    const folder = await temporaryFolder()
    const pem = join(folder, 'client.pem')
    writeFileSync(pem, certificate.certificate)
    const cnf = { 'x5t#S256': certificate.thumbprint }
    expect(await verify(await withProof())).toMatchObject({ code: 0, failed: undefined })
    expect((await verify([await idp.token({ cnf }), '--certificate', pem])).code).toBe(0)
    const both = await idp.token({ cnf: { ...cnf, jkt: key.thumbprint } })
    const made = proof(key, { url: URL_OF_REQUEST, token: both })
    const args = [both, '--dpop', made, '--url', URL_OF_REQUEST, '--certificate', pem]
    const { report } = await verify([...args, '--profile', 'fapi2'])
    expect(report.token?.binding).toEqual({ jkt: key.thumbprint, x5tS256: certificate.thumbprint })
  })

  it('may be without RFC 9068, with --token-type jwt', async () => {
    const token = await idp.token({ jti: undefined }, { header: { typ: 'JWT' } })
    expect((await verify([token])).code).toBe(1)
    expect((await verify([token, '--token-type', 'jwt'])).code).toBe(0)
  })

  it('may be opaque, with --introspect', async () => {
    const { endpoint, client } = idp.introspection
    const token = idp.introspection.issue()
    const args = [token, '--introspect', endpoint, '--client-id', client.clientId]
    const env = { COUNTERSIGN_CLIENT_SECRET: client.clientSecret }
    const { code, report } = await verify(args, { env })
    expect(code).toBe(0)
    expect(report.token?.kind).toBe('opaque')
    expect(report.steps[3]?.state).toBe('not asked')
    idp.introspection.revoke(token)
    const after = await verify(args, { env })
    expect(after).toMatchObject({ code: 1, failed: 5 })
    expect(after.report.explanation?.reason).toBe('inactive_token')
    expect((await countersign([...args, ...trust])).code).toBe(2)
  })

  it('is judged at the time that --now says', async () => {
    const token = await idp.token({ iat: 1_700_000_000, exp: 1_700_000_300 })
    expect((await verify([token])).code).toBe(1)
    expect((await verify([token, '--now', '1700000010'])).code).toBe(0)
    expect((await verify([token, '--now', '2023-11-14T22:15:00Z'])).code).toBe(0)
  })

  it('may be held against a key set in a file, without asking anybody', async () => {
    const file = join(await temporaryFolder(), 'jwks.json')
    writeFileSync(file, JSON.stringify(idp.jwks))
    const token = await idp.token()
    const before = idp.requestCount()
    const args = [token, '--audience', AUDIENCE, '--jwks', file]
    expect((await countersign(args)).code).toBe(0)
    expect((await countersign([...args, '--issuer', 'https://other.example'])).code).toBe(1)
    expect(idp.requestCount()).toBe(before)
    expect((await verify([token, '--jwks', idp.jwksUri])).code).toBe(0)
  })
})
