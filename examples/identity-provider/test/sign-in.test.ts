import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startIdentityProvider, type IdentityProvider } from '../src/index.js'

const PAGE = 'http://127.0.0.1:9'
const REQUEST = {
  client_id: 'page',
  response_type: 'code',
  redirect_uri: `${PAGE}/`,
  scope: 'orders:read',
  resource: 'https://orders.example.com',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}

describe('the sign-in at the identity provider', () => {
  let provider: IdentityProvider

  beforeAll(async () => {
    provider = await startIdentityProvider({
      browserClient: { clientId: 'page', redirectUri: `${PAGE}/`, scope: 'orders:read' },
    })
  })

  afterAll(() => provider.close())

  function authorize(change: Record<string, string>): Promise<Response> {
    const parameters = new URLSearchParams({ ...REQUEST, ...change })
    return fetch(`${provider.issuer}/auth?${parameters.toString()}`, { redirect: 'manual' })
  }

  async function begin(): Promise<{ url: URL; cookie: string }> {
    const response = await authorize({})
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0])
    const url = new URL(response.headers.get('location') ?? '', provider.issuer)
    return { url, cookie: cookie.join('; ') }
  }

  function askForToken(origin: string): Promise<Response> {
    const body = new URLSearchParams({ client_id: 'page', grant_type: 'authorization_code' })
    return fetch(`${provider.issuer}/token`, { method: 'POST', headers: { origin }, body })
  }

  it('shows its form under a policy that lets it lead to the page only', async () => {
    const { url, cookie } = await begin()
    const response = await fetch(url, { headers: { cookie } })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('type="password"')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; style-src 'sha256-")
    expect(policy).toContain(`form-action 'self' ${PAGE};`)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('takes no form without the cookie of the sign-in, as another site would send it', async () => {
    const { url, cookie } = await begin()
    const { username, password } = provider.user
    const body = new URLSearchParams({ username, password })
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(url, { method: 'POST', headers, body, redirect: 'manual' })

    expect((await post({})).status).toBe(400)
    expect((await post({ cookie })).status).toBe(303)
  })

  it('lets nobody in with a wrong password, nor with a form that is too long', async () => {
    const { url, cookie } = await begin()
    const post = (password: string): Promise<Response> => {
      const body = new URLSearchParams({ username: provider.user.username, password })
      return fetch(url, { method: 'POST', headers: { cookie }, body, redirect: 'manual' })
    }
    expect((await post('guessed')).status).toBe(401)
    expect((await post('long'.repeat(2000))).status).toBe(400)
  })

  it('asks for PKCE', async () => {
    const response = await authorize({ code_challenge: '', code_challenge_method: '' })
    const answer = new URL(response.headers.get('location') ?? '').searchParams
    expect(answer.get('error')).toBe('invalid_request')
  })

  it('sends nobody to a page that is not registered, and asks no other server for its own', async () => {
    const response = await authorize({ redirect_uri: 'https://elsewhere.example.com/' })
    expect(response.status).toBe(400)
    expect(await response.text()).not.toMatch(/https?:/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('lets no other page ask for tokens', async () => {
    const allowed = 'access-control-allow-origin'
    expect((await askForToken(PAGE)).headers.get(allowed)).toBe(PAGE)
    expect((await askForToken('https://elsewhere.example.com')).headers.get(allowed)).toBe(null)
  })
})
