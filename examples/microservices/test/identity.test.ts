import { createHash, randomBytes } from 'node:crypto'
import { generateSigningKey } from '@countersign/issuer'
import { memoryRevocationList } from '@countersign/core'
import { listen, type RunningServer } from 'example-shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIdentity } from '../src/identity/identity.js'
import { createOneTimeCodes } from '../src/identity/one-time-codes.js'
import { keepPeople, TooManyGuesses, type People, type Person } from '../src/identity/people.js'
import { createTokenClient } from '../src/token-client.js'

const BACK = 'http://127.0.0.1:9/signed-in'
const ADA: Person = {
  username: 'ada',
  name: 'Ada Lovelace',
  scope: ['profile', 'orders:write'],
  customer: { account: 'DE02', vatId: 'DE1' },
}
const PASSWORD = randomBytes(9).toString('base64url')

const secret = (): string => randomBytes(32).toString('base64url')
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

// Checking passwords takes long on purpose, and longer on a busy machine.
const timeout = 60_000

describe('the issuer and its login', { timeout }, () => {
  const verifier = secret()
  const gateway = { clientId: 'gateway', clientSecret: secret(), redirectUri: BACK }
  let people: People
  let server: RunningServer

  beforeAll(async () => {
    people = await keepPeople([{ person: ADA, password: PASSWORD }])
    const signingKey = await generateSigningKey('ES256')
    let handler: ReturnType<typeof createIdentity> | undefined
    server = await listen((request, response) => handler?.(request, response))
    handler = createIdentity({
      url: server.url,
      signingKey,
      people,
      gateway,
      orders: { clientId: 'orders', clientSecret: secret() },
      encryptTo: () => undefined,
      revocation: memoryRevocationList(),
    })
  })

  afterAll(() => server.close())

  function authorizeUrl(change: Record<string, string> = {}): string {
    const parameters = new URLSearchParams({
      response_type: 'code',
      client_id: 'gateway',
      redirect_uri: BACK,
      state: 'of-the-gateway',
      code_challenge: digest(verifier),
      code_challenge_method: 'S256',
      ...change,
    })
    return `${server.url}/authorize?${parameters.toString()}`
  }

  function signIn(fields: Record<string, string>, url = authorizeUrl()): Promise<Response> {
    return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  }

  async function code(): Promise<string> {
    const response = await signIn({ username: 'ada', password: PASSWORD })
    return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }

  it('shows its form under a policy that lets it lead to the gateway only', async () => {
    const response = await fetch(authorizeUrl())
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('type="password"')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; style-src 'sha256-")
    expect(policy).toContain("form-action 'self' http://127.0.0.1:9;")
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('leads back with a code, and with the state as it came', async () => {
    const response = await signIn({ username: 'ada', password: PASSWORD })
    expect(response.status).toBe(303)
    const back = new URL(response.headers.get('location') ?? '')
    expect(`${back.origin}${back.pathname}`).toBe(BACK)
    expect(back.searchParams.get('state')).toBe('of-the-gateway')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  it.each([
    ['another redirect URI', { redirect_uri: 'https://elsewhere.example.com/' }],
    ['another client', { client_id: 'orders' }],
    ['no PKCE', { code_challenge: '' }],
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['another flow', { response_type: 'token' }],
  ])('sends nobody anywhere for %s', async (_what, change) => {
    const url = authorizeUrl(change)
    for (const response of [
      await fetch(url),
      await signIn({ username: 'ada', password: PASSWORD }, url),
    ]) {
      expect(response.status).toBe(400)
      expect(response.headers.get('location')).toBe(null)
      expect(await response.text()).not.toMatch(/https?:/)
    }
  })

  it('lets nobody in with a wrong password, an unknown name, or no form at all', async () => {
    for (const fields of [
      { username: 'ada', password: 'guessed' },
      { username: 'bob', password: PASSWORD },
      { username: 'ada', password: '' },
      { username: 'ada', password: PASSWORD.slice(0, -1) },
      {},
    ]) {
      const response = await signIn(fields)
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('role="alert"')
    }
    expect((await signIn({ password: 'long'.repeat(2000) })).status).toBe(413)
  })

  it('checks few passwords at a time', async () => {
    const guesses = Array.from({ length: 6 }, () => people.check('ada', 'guessed'))
    const outcomes = await Promise.allSettled(guesses)
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(2)
    expect(refused).toEqual(
      refused.map(() => ({ status: 'rejected', reason: expect.any(TooManyGuesses) })),
    )
    expect(await people.check('ada', PASSWORD)).toBe(ADA)
  })

  it('gives tokens for a code once, to the gateway', async () => {
    const client = createTokenClient(server.url, gateway)
    const given = await code()
    const tokens = await client.redeem(given, BACK, verifier)
    expect(tokens).toMatchObject({ expires_in: 300, refresh_token: expect.any(String) })
    await expect(client.redeem(given, BACK, verifier)).rejects.toMatchObject({
      code: 'invalid_grant',
    })
    expect((await client.refresh(tokens.refresh_token ?? '')).refresh_token).toEqual(
      expect.any(String),
    )
  })

  it('gives nothing for a code to whoever has not begun the sign-in', async () => {
    const client = createTokenClient(server.url, gateway)
    const refused = { code: 'invalid_grant' }
    await expect(client.redeem(await code(), BACK, secret())).rejects.toMatchObject(refused)
    await expect(client.redeem(await code(), `${BACK}/`, verifier)).rejects.toMatchObject(refused)
    await expect(client.redeem('guessed', BACK, verifier)).rejects.toMatchObject(refused)
  })

  it('gives nothing for a code to a client without its secret', async () => {
    const given = await code()
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: given,
      redirect_uri: BACK,
      code_verifier: verifier,
    })
    for (const authorization of ['', 'Basic Z2F0ZXdheTpndWVzc2Vk']) {
      const headers = { authorization }
      const response = await fetch(`${server.url}/token`, { method: 'POST', headers, body: form })
      expect(response.status).toBe(401)
      expect(await response.json()).toEqual({ error: 'invalid_client' })
    }
  })

  it('forgets a code after a minute', () => {
    let now = 1_000_000
    const codes = createOneTimeCodes(() => now)
    const signIn = { person: ADA, authTime: 1, redirectUri: BACK, codeChallenge: digest(verifier) }
    const [early, late] = [codes.issue(signIn), codes.issue(signIn)]
    now += 59_999
    expect(codes.redeem(early, BACK, verifier)).toBe(signIn)
    now += 1
    expect(codes.redeem(late, BACK, verifier)).toBe(undefined)
  })
})
