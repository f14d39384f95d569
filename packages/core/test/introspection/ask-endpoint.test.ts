import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isAuthError } from '../../src/index.js'
import { askEndpoint, UnsupportedToken } from '../../src/introspection/ask-endpoint.js'
import { clientAuthenticator } from '../../src/introspection/client-authentication.js'

const ENDPOINT = 'https://id.example/introspect'
const TOKEN = 'an-opaque+secret/token~=='
const SECRET = 'the:secret & of the client'
const open = new AbortController().signal

function ask(
  fetch: unknown,
  changes: { endpoint?: string; response?: 'json' | 'jwt'; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const { endpoint = ENDPOINT, response = 'json', signal = open } = changes
  return askEndpoint(TOKEN, {
    introspection: { endpoint, response },
    authenticate: clientAuthenticator(
      { clientId: 'rs', credential: SECRET },
      'https://id.example',
      () => 0,
    ),
    fetch: fetch as typeof globalThis.fetch,
    signal,
  })
}

/** What the DependencyError says that a question ends with. */
async function problem(fetch: unknown, changes: Parameters<typeof ask>[1] = {}): Promise<string> {
  const error: unknown = await ask(fetch, changes).catch((thrown: unknown) => thrown)
  if (!isAuthError(error)) throw new Error('there was no AuthError', { cause: error })
  expect(error).toMatchObject({ status: 503, reason: 'dependency_unavailable' })
  const shown = inspect(error, { depth: null, showHidden: true })
  const secrets = [TOKEN, encodeURIComponent(TOKEN), SECRET, 'cnM6', 'client-key']
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([])
  return error.message
}

const refuses = (body: string, init: ResponseInit = {}): Response =>
  Response.json(JSON.parse(body), { status: 400, ...init })

const thrown = (response: Response): Promise<unknown> =>
  ask(() => response).catch((error: unknown) => error)

const fails = (url: string): never => {
  throw new Error(`cannot reach ${url}`)
}

const json = (body: string, headers = {}): Response =>
  new Response(body, { headers: { 'content-type': 'application/json', ...headers } })

describe('asking an introspection endpoint', () => {
  it('sends a form, follows nothing, and has an end', async () => {
    const calls: unknown[] = []
    const bytes = await ask((...call: unknown[]) => (calls.push(...call), json('{"a":1}')))
    expect(Buffer.from(bytes).toString()).toBe('{"a":1}')
    expect(calls).toEqual([
      ENDPOINT,
      {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          authorization: expect.stringMatching(/^Basic /),
        },
        body: `token=${encodeURIComponent(TOKEN)}&token_type_hint=access_token`,
        redirect: 'manual',
        signal: expect.any(AbortSignal),
      },
    ])
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON ;x=y'])(
    'takes the media type %s',
    async (type) => {
      await expect(ask(() => json('{}', { 'content-type': type }))).resolves.toBeDefined()
    },
  )

  it.each([
    'text/html',
    'application/jwt',
    'application/json+x',
    'xapplication/json',
    'application/token-introspection+jwt',
    '',
  ])('takes no media type %s', async (type) => {
    expect(await problem(() => json('{}', { 'content-type': type }))).toMatch('no application/json')
  })

  it('takes a signed answer only where one is asked for, and nothing else there', async () => {
    const type = { 'content-type': 'application/token-introspection+jwt' }
    const signed = { response: 'jwt' } as const
    await expect(ask(() => json('a.b.c', type), signed)).resolves.toBeDefined()
    expect(await problem(() => json('{}'), signed)).toMatch('no application/token-introspection')
  })

  it('tells where the endpoint does not introspect such tokens, and from nothing else', async () => {
    const unsupported = '{"error":"unsupported_token_type"}'
    expect(await thrown(refuses(unsupported))).toBeInstanceOf(UnsupportedToken)
    await problem(() => refuses(unsupported))
    const others = [
      refuses('{"error":"invalid_request"}'),
      refuses('["unsupported_token_type"]'),
      refuses(unsupported, { status: 401 }),
      refuses(unsupported, { status: 500 }),
      refuses(unsupported, { headers: { 'content-type': 'text/html' } }),
      new Response(unsupported.replace('{', '{"error":"x",'), {
        status: 400,
        headers: { 'content-type': 'application/json' },
      }),
    ]
    for (const other of others) {
      expect(await problem(() => other)).toMatch(/status (?:400|401|500)/)
    }
  })

  it('takes no answer of more than 64 kB, however it is told', async () => {
    const large = 'x'.repeat(65_537)
    expect(await problem(() => json(large))).toMatch('more than 65536 bytes')
    const told = { 'content-length': '65537' }
    expect(await problem(() => json('{}', told))).toMatch('more than 65536 bytes')
    await expect(ask(() => json('x'.repeat(65_536)))).resolves.toHaveLength(65_536)
  })

  it('takes no answer of a fetch that has followed a redirect', async () => {
    const response = json('{"active":true}')
    Object.defineProperty(response, 'redirected', { value: true })
    expect(await problem(() => response)).toMatch('redirected')
  })

  it('says where it has asked, and why that failed, but nothing of what it has sent', async () => {
    const failed = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
    expect(await problem(() => Promise.reject(failed))).toBe(
      `Introspection at ${ENDPOINT}: fetch failed (ECONNREFUSED)`,
    )
  })

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])(
    'is done once more where a kept connection turns out to be closed: %s',
    async (code) => {
      const closed = Object.assign(new TypeError('fetch failed'), { cause: { code } })
      let calls = 0
      const once = (): Response => {
        calls += 1
        if (calls === 1) throw closed
        return json('{}')
      }
      await expect(ask(once)).resolves.toBeDefined()
      expect(calls).toBe(2)
      const always = (): never => {
        calls += 1
        throw closed
      }
      expect(await problem(always)).toMatch(code)
      expect(calls).toBe(4)
    },
  )

  it('is not done once more for another reason', async () => {
    let calls = 0
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: { code: 'ECONNREFUSED' },
    })
    const failures = [() => refused, () => new Error('failed'), () => null]
    for (const failure of failures) {
      await problem(() => {
        calls += 1
        throw failure()
      })
    }
    await problem(() => ((calls += 1), new Response('', { status: 500 })))
    expect(calls).toBe(4)
  })

  it.each<[string, (request: RequestInit & { body: string }) => unknown]>([
    ['in its message', ({ body }) => new Error(`cannot send ${body}`)],
    ['with its header', ({ headers }) => new Error(`cannot send ${JSON.stringify(headers)}`)],
    ['in a member', (request) => Object.assign(new Error('failed'), { config: request })],
    ['as a cause', (request) => new Error('failed', { cause: request })],
  ])('says nothing of what an application’s fetch repeats %s', async (_, made) => {
    const message = await problem((_url: string, request: RequestInit & { body: string }) => {
      throw made(request)
    })
    expect(message).toBe(`Introspection at ${ENDPOINT}: failed`)
  })

  it('says nothing of the query of its address', async () => {
    const endpoint = `${ENDPOINT}?key=client-key`
    expect(await problem(fails, { endpoint })).toBe(`Introspection at ${ENDPOINT}: failed`)
  })

  it('ends with the verifier', async () => {
    const controller = new AbortController()
    const answer = problem(() => new Promise(() => undefined), { signal: controller.signal })
    controller.abort(new Error('closed'))
    expect(await answer).toMatch('closed')
  })
})

describe('an endpoint that never ends', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each<[string, () => unknown]>([
    ['without an answer', () => new Promise(() => undefined)],
    [
      'in its body',
      () => new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } }),
    ],
  ])('%s is given 5 seconds', async (_, fetch) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const answer = problem(fetch)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await answer).toMatch('not finished within 5 seconds')
  })
})
