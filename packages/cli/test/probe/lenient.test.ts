import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probe, type ProbeOptions, type ProbeReport } from '../../src/index.js'
import { api, Crash, decoded, serve, strictly, type Check } from './apis.js'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
})
afterAll(() => idp.close())

const ids = ({ findings }: ProbeReport): string[] => findings.map(({ id }) => id)

async function probeApi(
  listener: RequestListener,
  options: Partial<ProbeOptions> = {},
): Promise<ProbeReport> {
  const families = ['HTTP', 'alg none', 'key injection']
  return probe({ url: await serve(listener), provider: idp, timeout: 1, families, ...options })
}

/** An API that refuses in a way of its own. */
function refusing(refuse: (req: IncomingMessage, res: ServerResponse) => unknown): RequestListener {
  const verify = strictly(idp)
  return (req, res) => {
    const lines = req.headersDistinct['authorization'] ?? []
    const token = /^Bearer +([\w.-]+)$/i.exec(lines.join())?.[1] ?? ''
    Promise.resolve(verify(token, req)).then(
      () => res.end('{}'),
      () => refuse(req, res),
    )
  }
}

describe('a correct API', () => {
  it('may hang up behind every refusal, without a word', async () => {
    const report = await probeApi(
      refusing((req, res) => {
        res.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' })
        res.end(() => req.socket.destroy())
      }),
    )
    expect(ids(report)).not.toContain('server-error')
    expect(ids(report)).not.toContain('server-silent')
  })

  it('may send whoever has a bad token to its login page, and 401 to whoever has none', async () => {
    const report = await probeApi(
      refusing((req, res) => {
        if (req.headers.authorization === undefined) {
          res.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
        } else res.writeHead(302, { location: `/login?to=${req.url}` }).end()
      }),
    )
    expect(report).toMatchObject({ verdict: 'clean', findings: [] })
  })

  it('may send hints before each answer', async () => {
    const others = api(strictly(idp))
    const report = await probeApi((req, res) => {
      res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
      others(req, res)
    })
    expect(ids(report)).not.toContain('two-headers')
  })

  it('may leave out the code of its challenge, which is worth knowing', async () => {
    const report = await probeApi(
      refusing((_req, res) =>
        res.writeHead(401, { 'www-authenticate': 'Bearer realm="api"' }).end(),
      ),
    )
    expect(report.verdict).toBe('clean')
    expect(report.findings).toMatchObject([{ id: 'challenge-code-missing', severity: 'info' }])
  })

  it('may give HEAD to everybody where POST is what is protected', async () => {
    const others = api(strictly(idp))
    const listener: RequestListener = (req, res) => {
      if (req.method === 'POST') others(req, res)
      else res.end()
    }
    const report = await probeApi(listener, { method: 'POST', families: ['HTTP'] })
    expect(ids(report)).not.toContain('unprotected-head')
    expect(report.attacks.find(({ id }) => id === 'unprotected-head')).toMatchObject({
      result: 'not-run',
      reason: 'It belongs to routes that are probed by GET.',
    })
  })
})

describe('a token that another one has drawn into its own trouble', () => {
  it('is asked about alone', async () => {
    const verify = strictly(idp)
    let waiting = 0
    const check: Check = async (token, req) => {
      waiting += 1
      try {
        // Whoever comes in company finds it busy.
        await new Promise((resolve) => setImmediate(resolve))
        if (waiting > 1) throw new Crash(503)
        await verify(token, req)
      } finally {
        waiting -= 1
      }
    }
    const report = await probeApi(api(check), { families: ['alg none'] })
    expect(report).toMatchObject({ verdict: 'clean', findings: [] })
  })

  it('was not looked at where good tokens are answered 503 as well', async () => {
    const verify = strictly(idp)
    let left = 6
    const check: Check = (token, req) => {
      if ((left -= 1) < 0) throw new Crash(503)
      return verify(token, req)
    }
    const report = await probeApi(api(check), { families: ['key injection'] })
    expect(ids(report)).not.toContain('server-error')
    expect(report).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('503') })
  })

  it('is a fault where only that token is answered 503', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (decoded(token).header['alg'] === 'None') throw new Crash(503)
      return verify(token, req)
    }
    const report = await probeApi(api(check), { families: ['alg none'] })
    expect(report.findings).toMatchObject([
      { id: 'server-error', cases: [{ attack: 'alg-none-spellings', names: ['"None"'] }] },
    ])
  })
})

describe('an API that was silent for a while', () => {
  it('is asked what was left out, once it answers again', async () => {
    const others = api(strictly(idp))
    const busy = new Set<unknown>(['None', 'NONE', 'nOnE'])
    const silent = ({ headers }: IncomingMessage): boolean => {
      const token = /^Bearer (ey[\w-]+\.ey[\w-]+\.[\w-]*)$/.exec(headers.authorization ?? '')?.[1]
      return token !== undefined && busy.delete(decoded(token).header['alg'])
    }
    const report = await probeApi(
      (req, res) => {
        if (!silent(req)) others(req, res)
      },
      { timeout: 0.3, concurrency: 1, families: ['alg none'] },
    )
    expect(report).toMatchObject({ verdict: 'clean', reason: undefined })
    expect(report.attacks.find(({ id }) => id === 'alg-none-spellings')).toMatchObject({
      result: 'refused',
      sent: 8,
      reason: undefined,
    })
  })
})
