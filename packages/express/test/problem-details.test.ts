import { check } from '@countersign/core'
import { describe, expect, it } from 'vitest'
import { authenticate, authorize, problemDetails } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()
const { provider: down, verifier: lost } = await startProvider()
down.fault('all', 'down')

describe.each(versions)('problemDetails on $name', ({ express }) => {
  it('describes an AuthError in JSON and keeps its challenge', async () => {
    const app = express()
    app.use(authenticate(verifier), problemDetails())
    const answer = await fetch(await serve(app), { headers: { Authorization: 'Bearer nonsense' } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json\b/)
    expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
    const { detail, ...rest } = (await answer.json()) as { detail: string }
    expect(rest).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401 })
    expect(detail).toBe(
      /error_description="(.*?)"/.exec(String(answer.headers.get('WWW-Authenticate')))?.[1],
    )
  })

  it('says nothing about a failure of ours', async () => {
    const app = express()
    app.use(authenticate(lost), problemDetails())
    const answer = await fetch(await serve(app), { headers: bearer(await down.token()) })
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
    })
  })

  it('leaves every other error to the next handler', async () => {
    const app = express()
    const broken = check(() => {
      throw Object.assign(new Error('broken'), { status: 502 })
    })
    app.use(authenticate(verifier), authorize(broken), problemDetails())
    const answer = await fetch(await serve(app), { headers: bearer(await provider.token()) })
    expect(answer.status).toBe(502)
    expect(answer.headers.get('Content-Type')).toContain('text/html')
  })

  it('leaves an answer that has begun alone', async () => {
    const app = express()
    app.get('/', (_req, res, next) => {
      res.write('half')
      authenticate(verifier)(_req, res, next)
    })
    app.use(problemDetails())
    const url = await serve(app)
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow('terminated')
  })
})
