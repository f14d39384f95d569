import { memoryRevocationList } from '@countersign/core'
import { reserve } from 'example-shared'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createBrowser, signIn, type Browser } from '../src/browser.js'
import { createGateway } from '../src/gateway/gateway.js'
import { createSessions } from '../src/gateway/sessions.js'
import { startMicroservices, type Microservices } from '../src/index.js'
import { TokenRefused, type TokenAnswer, type TokenClient } from '../src/token-client.js'

const SESSION = 'gateway-session'
const ORDER = { item: 'anvil', quantity: 1 }

function answer(name: string): TokenAnswer & { refresh_token: string } {
  return { access_token: `access ${name}`, expires_in: 300, refresh_token: `refresh ${name}` }
}

/** A session with a clock to move, and the refresh tokens that it has used. */
function setup(): { now: { at: number }; used: string[]; token: () => Promise<string> } {
  const now = { at: 1_000_000 }
  const used: string[] = []
  const client = {
    refresh: async (refreshToken: string) => {
      used.push(refreshToken)
      await Promise.resolve()
      return answer(String(used.length))
    },
  } as Partial<TokenClient> as TokenClient
  const sessions = createSessions(client, () => now.at)
  const session = sessions.find(sessions.open(answer('first')))
  return { now, used, token: async () => (await session?.token()) ?? 'none' }
}

// Checking passwords takes long on purpose, and longer on a busy machine.
const timeout = 60_000

describe('the gateway', { timeout }, () => {
  let services: Microservices

  beforeAll(async () => {
    services = await startMicroservices()
  })

  afterAll(() => services.close())

  async function signedIn(): Promise<Browser> {
    const browser = createBrowser(services.gateway)
    await signIn(browser, services, services.user)
    return browser
  }

  it('gives the browser a cookie that no script reads and no other site sends, and no token', async () => {
    const browser = createBrowser(services.gateway)
    const start = await browser.request(`${services.gateway}/sign-in`)
    expect(start.headers.getSetCookie()).toEqual([
      expect.stringMatching(/; Path=\/signed-in; .*HttpOnly; SameSite=Lax$/),
    ])
    const form = start.headers.get('location') ?? ''
    const answer = await browser.request(form, new URLSearchParams({ ...services.user }))
    const back = await browser.request(answer.headers.get('location') ?? '')
    expect(back.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^gateway-sign-in=; /),
      expect.stringMatching(/^gateway-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    expect(back.headers.get('location')).toBe('/')
    const answers = [
      await browser.request(`${services.gateway}/session`),
      await browser.post('/orders', ORDER),
      await browser.post('/refusals'),
      await browser.post('/sign-out'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 200])
    const texts = await Promise.all(answers.map((response) => response.text()))
    expect(texts.join('')).not.toMatch(/eyJ|DE02|DE123456788/)
  })

  it('takes no answer to a sign-in that this browser did not begin', async () => {
    const victim = createBrowser(services.gateway)
    await victim.request(`${services.gateway}/sign-in`)
    const attacker = createBrowser(services.gateway)
    const start = await attacker.request(`${services.gateway}/sign-in`)
    const form = start.headers.get('location') ?? ''
    const answer = await attacker.request(form, new URLSearchParams({ ...services.user }))
    const stolen = answer.headers.get('location') ?? ''

    for (const browser of [victim, createBrowser(services.gateway)]) {
      const back = await browser.request(stolen)
      expect(back.headers.get('location')).toBe('/#not-the-answer')
      expect(browser.cookies.has(SESSION)).toBe(false)
    }
  })

  it('takes no answer with another state than it has sent, even for the right browser', async () => {
    const browser = createBrowser(services.gateway)
    const start = await browser.request(`${services.gateway}/sign-in`)
    const form = start.headers.get('location') ?? ''
    const answer = await browser.request(form, new URLSearchParams({ ...services.user }))
    const changed = new URL(answer.headers.get('location') ?? '')
    changed.searchParams.set('state', 'A'.repeat(43))
    const back = await browser.request(changed.href)
    expect(back.headers.get('location')).toBe('/#not-the-answer')
    expect(browser.cookies.size).toBe(0)
  })

  it('names a session anew at each sign-in, and forgets the one before', async () => {
    const browser = await signedIn()
    const cookie = `${SESSION}=${browser.cookies.get(SESSION)}`
    await signIn(browser, services, services.user)
    const session = `${services.gateway}/session`
    expect((await fetch(session, { headers: { cookie } })).status).toBe(401)
    expect((await browser.request(session)).status).toBe(200)
  })

  it('does nothing for pages of another origin, even on the same site', async () => {
    const browser = await signedIn()
    const cookie = `${SESSION}=${browser.cookies.get(SESSION)}`
    for (const origin of [
      'http://127.0.0.1:1',
      'https://elsewhere.example.com',
      'null',
      undefined,
    ]) {
      const response = await fetch(`${services.gateway}/sign-out`, {
        method: 'POST',
        headers: { cookie, ...(origin !== undefined && { origin }) },
      })
      expect(response.status).toBe(403)
    }
    expect((await browser.request(`${services.gateway}/session`)).status).toBe(200)
  })

  it('does nothing for whoever is not signed in', async () => {
    const browser = createBrowser(services.gateway)
    for (const path of ['/orders', '/refusals', '/sign-out']) {
      const response = await browser.post(path, ORDER)
      expect(response.status).toBe(401)
      expect(await response.json()).toEqual({ error: 'signed_out' })
    }
    const cookie = `${SESSION}=${'A'.repeat(43)}`
    const forged = await fetch(`${services.gateway}/session`, { headers: { cookie } })
    expect(forged.status).toBe(401)
  })

  it('takes no order that nobody can place', async () => {
    const browser = await signedIn()
    for (const order of [{}, { item: 'moon', quantity: 1 }, { item: 'anvil', quantity: 0 }]) {
      expect((await browser.post('/orders', order)).status).toBe(400)
    }
  })

  it('serves its page under a policy without inline scripts or other sources', async () => {
    const { headers, status } = await fetch(services.gateway)
    expect(status).toBe(200)
    expect(headers.get('content-security-policy')?.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    )
    expect((await fetch(`${services.gateway}/..%2f..%2fpackage.json`)).status).toBe(404)
  })
})

describe('the gateway without its issuer', () => {
  it('does not blame the browser, and signs nobody in', async () => {
    const server = await reserve()
    const away = await reserve()
    await away.close()
    const gateway = createGateway({
      url: server.url,
      issuer: away.url,
      orders: away.url,
      credentials: { clientId: 'gateway', clientSecret: 'unknown' },
      redirectUri: `${server.url}/signed-in`,
      revocation: memoryRevocationList(),
      demonstration: { refusals: async () => [], afterwards: async () => async () => [] },
    })
    server.serve(gateway.handler)
    const browser = createBrowser(server.url)
    const start = await browser.request(`${server.url}/sign-in`)
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state')
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const back = await browser.request(`${server.url}/signed-in?code=any&state=${state}`)
    expect(back.status).toBe(502)
    expect(await back.json()).toEqual({ error: 'unavailable' })
    expect(browser.cookies.size).toBe(0)
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
    gateway.close()
    await server.close()
  })
})

describe('a session of the gateway', () => {
  it('renews its token before it expires, once for all requests that wait', async () => {
    const { now, used, token } = setup()
    now.at += 269_999
    expect(await token()).toBe('access first')
    now.at += 1
    expect(await Promise.all([token(), token(), token()])).toEqual([
      'access 1',
      'access 1',
      'access 1',
    ])
    expect(used).toEqual(['refresh first'])
    now.at += 270_000
    expect(await token()).toBe('access 2')
    expect(used).toEqual(['refresh first', 'refresh 1'])
  })

  it('ends after eight hours, and with tokens that cannot be renewed it never begins', () => {
    let now = 1_000_000
    const sessions = createSessions({} as TokenClient, () => now)
    const id = sessions.open(answer('first'))
    now += 8 * 3_600_000 - 1
    expect(sessions.find(id)).toBeDefined()
    now += 1
    expect(sessions.find(id)).toBe(undefined)
    expect(() => sessions.open({ access_token: 'alone', expires_in: 300 })).toThrow(TokenRefused)
  })
})
