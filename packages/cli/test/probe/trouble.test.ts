import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probe } from '../../src/index.js'
import { api, Crash, serve, strictly, type Check } from './apis.js'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
})
afterAll(() => idp.close())

describe('an API that limits requests', () => {
  it('leaves it undecided: a refusal would say nothing', async () => {
    let requests = 0
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      requests += 1
      if (requests > 15) throw new Crash(429)
      return verify(token, req)
    }
    const report = await probe({ url: await serve(api(check)), provider: idp })
    expect(report).toMatchObject({ reason: expect.stringContaining('429') })
    expect(report.findings.filter(({ severity }) => severity === 'critical')).toEqual([])
    expect(report.counts.notRun).toBeGreaterThan(5)
  })
})

describe('an API that takes no good token any more', () => {
  it('ends it', async () => {
    let revoked = false
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (token === 'abc') revoked = true
      if (revoked) throw new Error('revoked')
      return verify(token, req)
    }
    const report = await probe({ url: await serve(api(check)), provider: idp })
    expect(report.reason).toBe(
      'After the attack garbage a good token was not taken any more: 401 invalid_token.',
    )
    expect(report.findings.map(({ id }) => id)).not.toContain('server-down')
    expect(report.attacks.slice(2).every(({ result }) => result === 'not-run')).toBe(true)
  })

  it('names the attack that it did not survive', async () => {
    let down = false
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (token === 'abc') down = true
      if (down) req.socket.destroy()
      return verify(token, req)
    }
    const report = await probe({ url: await serve(api(check)), provider: idp })
    expect(report.findings[0]).toMatchObject({
      id: 'server-down',
      severity: 'high',
      cases: [{ attack: 'garbage' }],
    })
  })
})

describe('a probe', () => {
  it('that is interrupted reports what it has', async () => {
    const interrupt = new AbortController()
    const report = await probe({
      url: await serve(api(strictly(idp))),
      provider: idp,
      signal: interrupt.signal,
      onProgress: ({ attack }) => attack === 2 && interrupt.abort(),
    })
    expect(report.reason).toBe('It was interrupted.')
    expect(report.attacks.slice(0, 2).map(({ result }) => result)).toEqual(['refused', 'refused'])
    expect(report.counts.notRun).toBeGreaterThan(5)
  })

  it('ends by its deadline, though nothing is answered', async () => {
    const url = await serve(() => {})
    const report = await probe({ url, provider: idp, deadline: 0.3, patience: 10 })
    expect(report).toMatchObject({
      verdict: 'undecided',
      reason: 'The deadline of 0.3 seconds was over.',
    })
  })

  it('reads no more of a body than it needs', async () => {
    let written = 0
    const url = await serve((req, res) => {
      if (req.headers.authorization === undefined) {
        res.writeHead(401, { 'www-authenticate': 'Bearer realm="api"' }).end()
        return
      }
      const write = (): void => {
        if (res.destroyed) return
        written += 16_384
        if (res.write(Buffer.alloc(16_384))) setImmediate(write)
        else res.once('drain', write)
      }
      write()
    })
    const report = await probe({ url, provider: idp, families: ['claims'] })
    expect(report.calibration).toMatchObject({ good: { status: 200 } })
    expect(report.findings.map(({ id }) => id)).toContain('bound-as-bearer')
    expect(written).toBeGreaterThan(0)
  })

  it('sends the headers and the method that it is given', async () => {
    const seen = new Set<string>()
    const verify = api(strictly(idp))
    const url = await serve((req, res) => {
      seen.add(`${req.method} ${String(req.headers['x-tenant'])} ${req.headers.host} ${req.url}`)
      verify(req, res)
    })
    await probe({
      url: `${url}?page=1`,
      provider: idp,
      method: 'PATCH',
      headers: { 'X-Tenant': 'acme', Host: 'api.example' },
      families: ['alg none'],
    })
    expect([...seen].filter((line) => !line.includes('access_token'))).toEqual([
      'PATCH acme api.example /orders?page=1',
    ])
  })
})

describe('a route that wants a body', () => {
  const orders = '{"item":"ö"}'
  const json = { 'content-type': 'application/json' }

  it('gets it with every request, and its type', async () => {
    const seen = new Set<string>()
    const verify = api(strictly(idp))
    const url = await serve((req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.once('end', () => {
        const body = Buffer.concat(chunks).toString()
        seen.add(`${req.method} ${req.headers['content-type']} ${body}`)
        if (body === orders) verify(req, res)
        else res.writeHead(400).end()
      })
    })
    const families = ['alg none', 'HTTP']
    const report = await probe({ url, provider: idp, body: orders, headers: json, families })
    expect(report).toMatchObject({ method: 'POST', calibration: { good: { status: 200 } } })
    const others = [...seen].filter((line) => line !== `POST application/json ${orders}`)
    // Other methods have none, and a form takes its place.
    expect(others).toEqual([
      'OPTIONS application/json ',
      expect.stringMatching(/^POST application\/x-www-form-urlencoded access_token=ey/),
    ])
  })

  it('is told where there is none', async () => {
    const lengths = new Set<string | undefined>()
    const verify = api(strictly(idp))
    const url = await serve((req, res) => {
      lengths.add(req.headers['content-length'] ?? req.headers['transfer-encoding'])
      verify(req, res)
    })
    await probe({ url, provider: idp, method: 'PUT', families: ['alg none'] })
    expect([...lengths]).toEqual(['0'])
  })
})

describe('what is quoted of a server that takes no good token', () => {
  it.each<[name: string, text: (token: string) => string]>([
    ['the token', (token) => token],
    ['the token in pieces', (token) => (token.match(/.{1,20}/g) ?? []).join(' ')],
    ['the end of its signature', (token) => token.slice(-24)],
    ['the token, encoded again', (token) => Buffer.from(token).toString('base64url')],
    ['the token, reversed', (token) => token.split('').toReversed().join('')],
  ])('does not hold %s', async (_name, text) => {
    let said = ''
    const url = await serve((req, res) => {
      said = text((req.headers.authorization ?? '').slice(7))
      const challenge = `Bearer error="invalid_token", error_description="${said}"`
      res.writeHead(401, { 'www-authenticate': challenge }).end()
    })
    const token = await idp.token()
    const report = await probe({ url, token })
    const { challenge } = report.calibration.good
    expect(challenge).toContain('[…]')
    for (const piece of text(token).match(/[\w-]{12,}/g) ?? []) {
      expect(challenge).not.toContain(piece)
    }
  })

  it('holds no header of the caller either', async () => {
    const url = await serve((req, res) => {
      const challenge = `Bearer error_description="no such key: ${String(req.headers['x-api-key'])}"`
      res.writeHead(401, { 'www-authenticate': challenge }).end()
    })
    const report = await probe({ url, provider: idp, headers: { 'X-Api-Key': 'k3y-of-me' } })
    expect(report.calibration.good.challenge).toBe('Bearer error_description="no such key: […]"')
    expect(JSON.stringify(report)).not.toContain('k3y-of-me')
  })
})
