import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probe } from '../../src/index.js'
import {
  api,
  decoded,
  goodApi,
  keyOf,
  serve,
  strictly,
  type Check,
  ids,
  probeBy,
  type ProbeApi,
} from './apis.js'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider()
})
afterAll(() => idp.close())

const probeApi: ProbeApi = (listener, families) => probeBy(idp, listener, families)

describe('an API that verifies tokens', () => {
  it('has no findings', async () => {
    const report = await probeApi(goodApi(idp))
    expect(report.findings).toEqual([])
    expect(report.verdict).toBe('clean')
    expect(report.calibration).toMatchObject({
      good: { status: 200 },
      none: { status: 401, line: '401' },
      garbage: { line: '401 invalid_token' },
      dpop: 'accepted',
      queryToken: 'refused',
      publicKeys: 3,
      signingKey: true,
    })
    expect(report.attacks.filter(({ result }) => result === 'not-run').map(({ id }) => id)).toEqual(
      ['two-tokens', 'expired-just-now', 'not-yet-valid-by-seconds'],
    )
  })

  it('has none by a good token alone, whose issuer on loopback is asked for its keys', async () => {
    const url = await serve(goodApi(idp))
    const report = await probe({ url, token: await idp.token() })
    expect(report).toMatchObject({ verdict: 'clean', findings: [], reason: undefined })
    expect(report.calibration).toMatchObject({ publicKeys: 3, signingKey: false })
    const left = report.attacks.find(({ id }) => id === 'bound-as-bearer')
    expect(left).toMatchObject({
      result: 'not-run',
      reason: expect.stringContaining('signing key'),
    })
  })

  it('has none by its signing key', async () => {
    const url = await serve(goodApi(idp))
    const { privateKey, kid } = keyOf(idp)
    const report = await probe({
      url,
      signing: { privateKey, kid, issuer: idp.issuer, audience: 'https://rs.example' },
    })
    expect(report).toMatchObject({ verdict: 'clean', findings: [] })
  })
})

describe('an API that wants no token', () => {
  it('is told so, and nothing else', async () => {
    const report = await probeApi((_req, res) => void res.end('{}'))
    expect(report).toMatchObject({
      verdict: 'findings',
      findings: [{ id: 'unprotected', severity: 'critical', cases: [{ evidence: ['200'] }] }],
      counts: { requests: 0, refused: 0 },
    })
  })

  it('is none where a login page is answered to everyone without one', async () => {
    const report = await probeApi(
      (req, res) => {
        const verify = strictly(idp)
        const token = req.headers.authorization?.replace(/^Bearer /, '') ?? ''
        Promise.resolve(verify(token, req)).then(
          () => res.end('{}'),
          () => res.writeHead(302, { location: `/login?from=${req.url}` }).end(),
        )
      },
      ['HTTP', 'alg none'],
    )
    expect(report.calibration.none).toMatchObject({ status: 302 })
    expect(ids(report)).not.toContain('alg-none')
    expect(ids(report)).not.toContain('garbage')
  })
})

describe('an API that takes no good token', () => {
  it('leaves everything undecided, and is quoted without the token', async () => {
    const report = await probeApi((req, res) => {
      const token = req.headers.authorization ?? ''
      const challenge = `Bearer error="invalid_token", error_description="no: ${token}"`
      res.writeHead(401, { 'www-authenticate': challenge }).end()
    })
    expect(report).toMatchObject({
      verdict: 'undecided',
      reason: 'A good token was not taken: 401 invalid_token.',
      findings: [],
      calibration: { good: { status: 401, challenge: expect.stringContaining('no: Bearer […]') } },
    })
    expect(JSON.stringify(report)).not.toMatch(/eyJ/)
    expect(report.attacks.every(({ result }) => result === 'not-run')).toBe(true)
  })

  it('is asked again while there is patience', async () => {
    let asked = 0
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      asked += 1
      if (asked < 4) throw new Error('keys not known yet')
      return verify(token, req)
    }
    const url = await serve(api(check))
    const report = await probe({ url, provider: idp, patience: 60, families: ['alg none'] })
    expect(report.verdict).toBe('clean')
  })
})

describe('an API that takes only one of the algorithms', () => {
  it('is attacked with that key', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (decoded(token).header['alg'] !== 'RS256') throw new Error('RS256 only')
      return verify(token, req)
    }
    const report = await probeApi(api(check), ['alg none'])
    expect(report.calibration).toMatchObject({ good: { status: 200 }, signingKey: true })
    expect(ids(report)).not.toContain('alg-none')
  })
})
