import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSpaLogin, type SpaLogin } from '../src/index.js'

async function status(url: string): Promise<number> {
  return (await fetch(url)).status
}

describe('the servers of the login', () => {
  let example: SpaLogin

  beforeAll(async () => {
    example = await startSpaLogin()
  })

  afterAll(() => example.close())

  it('forbid inline scripts, other sources, and other calls than those of the example', async () => {
    const { headers } = await fetch(example.page)
    const policy = headers.get('content-security-policy')?.split('; ')
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        `connect-src 'self' ${example.issuer} ${example.api}`,
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    )
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('serve the files of each page, and no other', async () => {
    expect(await status(`${example.page}/app.js?fresh`)).toBe(200)
    expect(await status(`${example.page}/thief.js`)).toBe(404)
    expect(await status(`${example.thief}/thief.js`)).toBe(200)
    expect(await status(`${example.page}/..%2f..%2fpackage.json`)).toBe(404)
    expect((await fetch(example.page, { method: 'POST' })).status).toBe(405)
  })

  it('tell the page, and no other one, the nonce and the challenge of a refusal', async () => {
    const call = (origin: string, method: string): Promise<Response> =>
      fetch(`${example.api}/orders`, { method, headers: { origin } })

    const refused = await call(example.page, 'GET')
    expect(refused.status).toBe(401)
    expect(refused.headers.get('access-control-allow-origin')).toBe(example.page)
    expect(refused.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce')
    expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP /)
    expect(refused.headers.get('dpop-nonce')).not.toBe(null)

    const preflight = await call(example.page, 'OPTIONS')
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('Authorization, DPoP')

    const stranger = await call('https://elsewhere.example.com', 'OPTIONS')
    expect(stranger.headers.get('access-control-allow-origin')).toBe(null)
    expect(stranger.headers.get('vary')).toMatch(/origin/i)
  })

  it('fail to start where a port is taken', async () => {
    const port = Number(new URL(example.page).port)
    await expect(startSpaLogin({ page: port })).rejects.toThrow('EADDRINUSE')
  })
})
