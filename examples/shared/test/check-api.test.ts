import { describe, expect, it } from 'vitest'
import { CALLS } from '../src/calls.js'
import { checkApi } from '../src/check-api.js'
import { listen, type Tokens } from '../src/index.js'
import { countAnswers, formatReport } from '../src/report.js'

const tokens: Tokens = {
  reader: '',
  clerk: '',
  manager: '',
  admin: '',
  expired: '',
  otherAudience: '',
  tampered: '',
  unknownKey: '',
}

describe('a check of an API', () => {
  it('counts every wrong answer, and says what was wrong', async () => {
    const api = await listen((_request, response) => {
      response.end(JSON.stringify({ status: 'ok', keys: 'fresh', orders: [] }))
    })
    const results = { open: await checkApi(api.url, CALLS, tokens) }
    await api.close()

    expect(countAnswers(results)).toEqual({ passed: 1, failed: CALLS.length - 1 })
    const report = formatReport(results)
    expect(report).toMatch(/public route +GET \/health +200 +200 ✓/)
    expect(report).toMatch(/no token +GET \/orders +401 +200 ✗/)
    expect(report).toContain('open: wrong answer to "no token"')
  })

  it('tells the status of a wrong answer that is not JSON', async () => {
    const api = await listen((_request, response) => response.writeHead(503).end('away'))
    const report = formatReport({ down: await checkApi(api.url, CALLS, tokens) })
    await api.close()

    expect(report).toMatch(/public route +GET \/health +200 +503 ✗/)
    expect(report).not.toContain('SyntaxError')
  })

  it('counts an API that does not answer as wrong', async () => {
    const api = await listen(() => {})
    await api.close()

    const results = { down: await checkApi(api.url, CALLS, tokens) }
    expect(countAnswers(results)).toEqual({ passed: 0, failed: CALLS.length })
    expect(formatReport(results)).toContain('none ✗')
  })
})
