import {
  check,
  ConfigError,
  createVerifier,
  isAuthError,
  scopes,
  type Policy,
} from '@countersign/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  authenticate,
  authOf,
  authorize,
  errorResponse,
  finishResponse,
  requireScopes,
  resourceMetadata,
} from '../src/index.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider({
  resource: { resource: 'https://rs.example/api' },
})
const url = 'https://rs.example/orders'

async function good(claims = {}): Promise<Request> {
  return new Request(url, { headers: bearer(await provider.token(claims)) })
}

async function refusal(promise: Promise<unknown>): Promise<Response> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isAuthError(error)) throw new Error('was not refused', { cause: error })
  return errorResponse(error)
}

describe('authenticate', () => {
  it('resolves to the Authentication, and keeps it for authOf', async () => {
    const request = await good({ sub: 'u2' })
    const auth = await authenticate(verifier)(request)
    expect(auth.subject).toBe('u2')
    expect(authOf(verifier, request)).toBe(auth)
  })

  it('rejects with an AuthError that makes the whole answer', async () => {
    const answer = await refusal(authenticate(verifier)(new Request(url)))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer realm=/)
  })

  it('resolves to undefined where credentials are optional and absent', async () => {
    const request = new Request(url)
    expect(await authenticate(verifier, { optional: true })(request)).toBeUndefined()
    expect(authOf(verifier, request, { optional: true })).toBeUndefined()
    expect(() => authOf(verifier, request)).toThrow(expect.objectContaining({ status: 401 }))
  })

  it('verifies a request once, however often it is used', async () => {
    const verifyRequest = vi.fn<typeof verifier.verifyRequest>((request) =>
      verifier.verifyRequest(request),
    )
    const counted = { ...verifier, verifyRequest }
    const request = await good()
    await authenticate(counted, { optional: true })(request)
    await authenticate(counted)(request)
    expect(verifyRequest).toHaveBeenCalledTimes(1)
  })

  it('refuses a form that breaks off, as clients like to do', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('aborted')),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = new Request(url, { method: 'POST', headers, body, duplex: 'half' })
    const error = await refusal(authenticate(verifier, { formLimit: 99 })(request))
    expect(error.status).toBe(401)
  })

  it('goes through a form once, however many names are in it', async () => {
    const lookups = vi.spyOn(URLSearchParams.prototype, 'getAll')
    onTestFinished(() => lookups.mockRestore())
    const { issuer } = provider
    const forms = createVerifier({
      issuer,
      audience: 'https://rs.example',
      sources: { body: true },
    })
    const names = Array.from({ length: 500 }, (_, at) => `name${at}=&`).join('')
    const token = await provider.token()
    const body = new URLSearchParams(`${names}a=1&a=2&a=3&access_token=${token}`)
    const request = new Request(url, { method: 'POST', body })
    await authenticate(forms, { formLimit: 99_999 })(request)
    const seen = vi.fn<(body: unknown) => boolean>(() => true)
    await authorize(check((_auth, shown) => seen(shown?.body)))(request)
    expect(seen).toHaveBeenCalledWith(expect.objectContaining({ name7: '', a: ['1', '2', '3'] }))
    expect(lookups.mock.calls.length).toBeLessThan(9)
  })

  it('leaves the body to the handler, whole, and looks into forms only up to a limit', async () => {
    const options = { issuer: provider.issuer, audience: 'https://rs.example' }
    const forms = createVerifier({ ...options, sources: { body: true } })
    const token = await provider.token()
    const text = `a=1&access_token=${token}&a=2`
    const body = (): Request =>
      new Request(url, { method: 'POST', body: new URLSearchParams(text) })
    const request = body()
    const { subject } = await authenticate(forms, { formLimit: text.length })(request)
    expect(subject).toBe('u1')
    expect(await request.text()).toBe(text)
    for (const formLimit of [0, text.length - 1]) {
      const other = body()
      expect((await refusal(authenticate(forms, { formLimit })(other))).status).toBe(401)
      expect(await other.text()).toBe(text)
    }
    const used = body()
    await used.text()
    expect((await refusal(authenticate(forms, { formLimit: 9_999 })(used))).status).toBe(401)
    const twice = body()
    twice.headers.set('Authorization', `Bearer ${token}`)
    expect((await refusal(authenticate(forms, { formLimit: 9_999 })(twice))).status).toBe(400)
  })
})

describe('authorize', () => {
  it('rejects whom the policy is not satisfied with', async () => {
    const request = await good()
    await authenticate(verifier)(request)
    await requireScopes('read')(request)
    const answer = await refusal(authorize(scopes('write'))(request))
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="write"')
  })

  it('is a programming error where authenticate never ran, and so is authOf', async () => {
    const request = await good()
    await expect(requireScopes('read')(request)).rejects.toThrow(ConfigError)
    expect(() => authOf(verifier, request)).toThrow(ConfigError)
    expect(() => authorize(undefined as unknown as Policy)).toThrow(ConfigError)
    expect(() => requireScopes()).toThrow(ConfigError)
  })
})

describe('finishResponse', () => {
  it('leaves the answer to a request alone that nobody has looked at', () => {
    const response = new Response('in')
    expect(finishResponse(new Request(url), response)).toBe(response)
  })

  it('leaves alone what no other response can stand for', async () => {
    const request = await good()
    await authenticate(verifier)(request)
    const error = Response.error()
    expect(finishResponse(request, error)).toBe(error)
    const upgraded = undefined as unknown as Response
    expect(finishResponse(request, upgraded)).toBeUndefined()
  })
})

describe('resourceMetadata', () => {
  const answer = resourceMetadata(verifier)
  const document = 'https://rs.example/.well-known/oauth-protected-resource/api'

  it('answers GET, HEAD, OPTIONS and nothing else, and no other URL', async () => {
    const get = answer(new Request(document))
    expect(get?.headers.get('Content-Type')).toBe('application/json')
    expect(await get?.json()).toMatchObject({ resource: 'https://rs.example/api' })
    for (const [method, status] of [
      ['HEAD', 200],
      ['OPTIONS', 204],
      ['POST', 405],
    ] as const) {
      const other = answer(new Request(document, { method }))
      expect([other?.status, await other?.text()]).toEqual([status, ''])
    }
    expect(answer(new Request('https://rs.example/api'))).toBeUndefined()
  })
})
