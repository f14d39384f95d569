import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probe, type ProbeFinding, type ProbeReport } from '../../src/index.js'
import {
  api,
  Crash,
  decoded,
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

const found = ({ findings }: ProbeReport, id: string): ProbeFinding =>
  findings.find((finding) => finding.id === id) ?? expect.fail(`${id} was not found`)
const probeApi: ProbeApi = (listener, families) => probeBy(idp, listener, families)

describe('an API that decodes tokens without verifying them', () => {
  it('takes what nobody signed', async () => {
    const report = await probeApi(
      api((token) => {
        if (Number(decoded(token).claims['exp']) < Date.now() / 1000) throw new Error('expired')
      }),
      ['alg none', 'claims'],
    )
    expect(report.verdict).toBe('findings')
    expect(report.findings[0]).toMatchObject({ severity: 'critical' })
    expect(ids(report)).toEqual(expect.arrayContaining(['alg-none', 'bound-as-bearer']))
  })
})

describe('an API that believes alg', () => {
  it('takes tokens with none', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) =>
      decoded(token).header['alg'] === 'none' || verify(token, req)
    const report = await probeApi(api(check), ['alg none'])
    const { cases } = found(report, 'alg-none')
    expect(cases[0]?.evidence).toEqual(['200'])
  })
})

describe('an API that fails on odd tokens', () => {
  it('is told which', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (token.split('.').length !== 3) throw new Crash(500, 'oops')
      return verify(token, req)
    }
    const report = await probeApi(api(check), ['HTTP'])
    const shown = found(report, 'server-error')
    expect(shown).toMatchObject({ severity: 'medium', title: expect.any(String) })
    expect(shown.cases.map(({ attack }) => attack)).toContain('garbage')
    expect(shown.cases[0]?.evidence).toEqual(['500'])
  })

  it('is asked again where it closes the connection, which is what it is told', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (token === 'abc') req.socket.destroy()
      return verify(token, req)
    }
    const report = await probeApi(api(check), ['HTTP'])
    const shown = found(report, 'server-error')
    expect(shown.cases).toContainEqual({
      attack: 'garbage',
      names: ['a word'],
      evidence: ['connection closed without an answer'],
    })
  })
})

describe('an API that never answers a certain token', () => {
  it('is not waited for again and again', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) =>
      token === 'abc' ? new Promise(() => {}) : verify(token, req)
    const report = await probe({
      url: await serve(api(check)),
      provider: idp,
      timeout: 0.2,
      families: ['HTTP'],
    })
    const shown = found(report, 'server-silent')
    expect(shown).toMatchObject({ severity: 'high' })
    expect(shown.cases).toContainEqual({
      attack: 'garbage',
      names: ['a word'],
      evidence: ['no answer in time'],
    })
  })
})

describe('an API that leaks', () => {
  it('repeats the token', async () => {
    const verify = strictly(idp)
    const check: Check = async (token, req) => {
      try {
        await verify(token, req)
      } catch {
        throw new Crash(401, `bad token: ${token}`)
      }
    }
    const report = await probeApi(api(check), ['HTTP', 'alg none'])
    expect(ids(report)).toContain('leaked-token')
    const shown = found(report, 'leaked-token')
    expect(shown.cases.map(({ attack }) => attack)).toContain('alg-none')
    // What it said is not said again.
    expect(JSON.stringify(report)).not.toMatch(/ey[A-Za-z\d_-]{20,}/)
  })

  it('shows its stack', async () => {
    const verify = strictly(idp)
    const check: Check = async (token, req) => {
      try {
        await verify(token, req)
      } catch (error) {
        throw new Crash(401, (error as Error).stack)
      }
    }
    expect(ids(await probeApi(api(check), ['HTTP']))).toContain('leaked-internals')
  })

  it('does not where text looks like a place in a file and is none', async () => {
    const verify = strictly(idp)
    const check: Check = (token, req) => {
      if (token === 'abc') throw new Crash(401, 'expired at 2026-01-01 10:00:00')
      return verify(token, req)
    }
    expect(ids(await probeApi(api(check), ['HTTP']))).not.toContain('leaked-internals')
  })
})

describe('an API with wrong challenges', () => {
  it.each([
    ['', 'challenge-missing'],
    ['Bearer realm=api', 'challenge-malformed'],
    ['Basic realm="api"', 'challenge-scheme'],
    ['Bearer error="invalid_request"', 'challenge-code-unasked'],
  ])('says %j', async (challenge, id) => {
    const report = await probeApi(api(strictly(idp), { challenge }), ['HTTP'])
    const shown = found(report, id)
    expect(shown).toMatchObject({ severity: 'low' })
    expect(shown.cases[0]).toMatchObject({ attack: 'no-token', evidence: [expect.any(String)] })
  })

  it('says nothing of an invalid token', async () => {
    const verify = strictly(idp)
    const check: Check = async (token, req) => {
      try {
        await verify(token, req)
      } catch {
        throw new Crash(401)
      }
    }
    const refusing = api(check)
    const report = await probeApi(
      (req, res) => {
        res.setHeader('WWW-Authenticate', 'Bearer realm="api"')
        refusing(req, res)
      },
      ['HTTP'],
    )
    // It is allowed.
    expect(found(report, 'challenge-code-missing')).toMatchObject({ severity: 'info' })
  })

  it('says something else of an invalid token', async () => {
    const verify = strictly(idp)
    const refusing = api(verify, { challenge: '' })
    const report = await probeApi(
      (req, res) => {
        const code = req.headers.authorization === undefined ? '' : ' error="insufficient_scope"'
        res.setHeader('WWW-Authenticate', `Bearer${code}`)
        refusing(req, res)
      },
      ['HTTP'],
    )
    expect(found(report, 'challenge-code')).toMatchObject({ severity: 'low' })
  })
})

describe('an API that fetches what a token names', () => {
  it('is seen doing so', async () => {
    const verify = strictly(idp)
    const check: Check = async (token, req) => {
      const { jku } = decoded(token).header
      if (typeof jku === 'string' && jku.startsWith('http://127.0.0.1')) await fetch(jku)
      return verify(token, req)
    }
    const report = await probeApi(api(check), ['key injection'])
    const shown = found(report, 'fetched')
    expect(shown.severity).toBe('critical')
    expect(shown.cases.map(({ attack }) => attack).join()).toMatch(/jku/)
  })
})

describe('an API that takes tokens from the query', () => {
  it('takes two at once as well', async () => {
    const others = api(strictly(idp))
    const report = await probeApi(
      (req, res) => {
        const token = new URL(req.url ?? '', 'http://a').searchParams.get('access_token')
        if (token !== null) req.headers.authorization = `Bearer ${token}`
        others(req, res)
      },
      ['HTTP'],
    )
    expect(report.calibration.queryToken).toBe('accepted')
    const medium = report.findings.filter(({ severity }) => severity === 'medium')
    expect(medium.map(({ id }) => id)).toEqual(['query-token', 'two-tokens'])
  })
})

describe('an API that gives OPTIONS what a good token gets', () => {
  it('is told so', async () => {
    const others = api(strictly(idp))
    const report = await probeApi(
      (req, res) => {
        if (req.method === 'OPTIONS') res.end('{"orders":[]}')
        else others(req, res)
      },
      ['HTTP'],
    )
    expect(ids(report)).toEqual(['unprotected-options'])
  })
})
