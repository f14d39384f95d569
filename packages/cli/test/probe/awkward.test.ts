import type { RequestListener } from 'node:http'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probe, type ProbeReport } from '../../src/index.js'
import { api, decoded, keyOf, serve, strictly, type Check } from './apis.js'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
})
afterAll(() => idp.close())

const ids = ({ findings }: ProbeReport): string[] => findings.map(({ id }) => id)

/** Probes an API by the signing key: no two of its good tokens are the same. */
async function probeApi(
  listener: RequestListener,
  families: readonly string[] = ['signature'],
): Promise<ProbeReport> {
  const { privateKey, kid } = keyOf(idp)
  const signing = { privateKey, kid, issuer: idp.issuer, audience: 'https://rs.example' }
  return probe({ url: await serve(listener), signing, timeout: 1, families })
}

/** Takes what has the same part as a token that was verified. */
function remembering(partOf: (token: string) => unknown): Check {
  const verify = strictly(idp)
  const seen = new Set<unknown>()
  return async (token, req) => {
    const part = partOf(token)
    if (seen.has(part)) return
    await verify(token, req)
    seen.add(part)
  }
}

describe('an API that remembers tokens', () => {
  it.each<[part: string, partOf: (token: string) => unknown, name: string]>([
    ['their jti', (token) => decoded(token).claims['jti'], 'its jti, unsigned'],
    [
      'their header and payload',
      (token) => token.split('.').slice(0, 2).join('.'),
      'its header and payload',
    ],
    ['their payload', (token) => token.split('.')[1], 'its payload, unsigned'],
    ['their signature', (token) => token.split('.')[2] || token, 'its signature'],
    [
      'their first 200 characters',
      (token) => token.slice(0, 200),
      'its beginning, and most of its claims',
    ],
  ])('by %s takes forgeries', async (_part, partOf, name) => {
    const report = await probeApi(api(remembering(partOf)))
    const found = report.findings.find(({ id }) => id === 'remembered-token')
    expect(found).toMatchObject({ severity: 'critical' })
    expect(found?.cases[0]?.names).toContain(name)
  })

  it('as a whole takes none', async () => {
    expect(ids(await probeApi(api(remembering((token) => token))))).not.toContain(
      'remembered-token',
    )
  })
})

describe('an API that remembers connections', () => {
  it('is no route without protection, and takes everything behind a good token', async () => {
    const known = new WeakSet<object>()
    const first = api(async (token, req) => {
      await strictly(idp)(token, req)
      known.add(req.socket)
    })
    const report = await probeApi(
      (req, res) => {
        if (known.has(req.socket)) res.end('{"orders":[]}')
        else first(req, res)
      },
      ['HTTP', 'alg none'],
    )
    expect(report.calibration.none).toMatchObject({ status: 401 })
    expect(ids(report)).toEqual(expect.arrayContaining(['no-token', 'alg-none']))
    expect(ids(report)).not.toContain('unprotected')
  })
})

/** Says in its body what others say by the status, as GraphQL does. */
function answering(refused: () => string, taken: () => string): RequestListener {
  const verify = strictly(idp)
  return (req, res) => {
    const token = req.headers.authorization?.replace(/^Bearer /, '') ?? ''
    Promise.resolve(verify(token, req)).then(
      () => res.end(taken()),
      () => res.end(refused()),
    )
  }
}

const now = (): number => performance.now()
const orders = (): string => `{"orders":[],"now":${now()}}`

describe('an API that answers 200 to everybody', () => {
  it('with an error in the body is undecided, and not said to want no token', async () => {
    const report = await probeApi(
      answering(
        () => '{"errors":[]}',
        () => '{"data":{}}',
      ),
    )
    expect(report).toMatchObject({
      verdict: 'undecided',
      findings: [],
      reason: expect.stringContaining('whether a token is refused cannot be told'),
    })
  })

  it('is so, too, where no two answers are the same', async () => {
    const report = await probeApi(
      answering(
        () => `{"errors":[${now()}]}`,
        () => `{"data":${now()}}`,
      ),
    )
    expect(report).toMatchObject({ verdict: 'undecided', findings: [] })
  })

  it('with less for whoever has no token is undecided as well', async () => {
    const report = await probeApi(
      answering(
        () => '{"orders":[]}',
        () => '{"orders":[1]}',
      ),
    )
    expect(report).toMatchObject({ verdict: 'undecided', findings: [] })
  })

  it('with the same body wants no token, though it tells the time', async () => {
    expect(ids(await probeApi(answering(orders, orders)))).toEqual(['unprotected'])
  })
})

describe('an API that gives OPTIONS what a good token gets, and the time', () => {
  it('is told so', async () => {
    const verify = strictly(idp)
    const report = await probeApi(
      (req, res) => {
        const token = req.headers.authorization?.replace(/^Bearer /, '') ?? ''
        Promise.resolve(req.method === 'OPTIONS' || verify(token, req)).then(
          () => res.end(orders()),
          () => res.writeHead(401, { 'www-authenticate': 'Bearer' }).end(),
        )
      },
      ['HTTP'],
    )
    expect(ids(report)).toContain('unprotected-options')
  })
})
