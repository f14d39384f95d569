import { afterEach, describe, expect, it, vi } from 'vitest'
import { discover, metadataUrls } from '../../src/keys/discovery.js'
import { pretendNetwork, type Served } from '../support/served.js'

const issuer = 'https://id.example/tenant'
const oauth = 'https://id.example/.well-known/oauth-authorization-server/tenant'
const openid = 'https://id.example/tenant/.well-known/openid-configuration'
const jwks_uri = 'https://keys.example/jwks'
const metadata = { issuer, jwks_uri }

interface Found {
  readonly found: string | undefined
  /** Where the metadata was. */
  readonly place: string | undefined
  /** What was wrong, place by place. */
  readonly problem: string | undefined
  readonly urls: readonly string[]
}

interface Circumstances {
  readonly from?: string
  readonly signal?: AbortSignal
  readonly known?: string
}

async function outcomeOf(
  served: Readonly<Record<string, Served | object>>,
  { from = issuer, signal = new AbortController().signal, known }: Circumstances = {},
): Promise<Found> {
  const network = pretendNetwork(served)
  const options = { fetch: network.fetch, maxBytes: 10_000, timeout: 5, signal }
  const none = { jwksUri: undefined, metadataUrl: undefined, problem: undefined }
  const { jwksUri, metadataUrl, problem } = await discover(from, options, known).then(
    (discovered) => ({ ...none, ...discovered }),
    (error: unknown) => ({ ...none, problem: (error as Error).message }),
  )
  return { found: jwksUri, place: metadataUrl, problem, urls: network.urls }
}

describe('the places of metadata', () => {
  it.each([
    [
      'https://id.example',
      'https://id.example/.well-known/oauth-authorization-server',
      'https://id.example/.well-known/openid-configuration',
    ],
    [
      'https://id.example/',
      'https://id.example/.well-known/oauth-authorization-server',
      'https://id.example/.well-known/openid-configuration',
    ],
    [issuer, oauth, openid],
    [`${issuer}/`, oauth, openid],
    [
      'http://127.0.0.1:8080/a/b',
      'http://127.0.0.1:8080/.well-known/oauth-authorization-server/a/b',
      'http://127.0.0.1:8080/a/b/.well-known/openid-configuration',
    ],
  ])('of %s are two: inserted and appended', (identifier, first, second) => {
    expect(metadataUrls(identifier)).toEqual([first, second])
  })
})

describe('discovery', () => {
  it('asks at the place of RFC 8414 first, and no further where that answers', async () => {
    const { found, place, urls } = await outcomeOf({ [oauth]: metadata, [openid]: metadata })
    expect([found, place]).toEqual([jwks_uri, oauth])
    expect(urls).toEqual([oauth])
  })

  it('asks at the place of OpenID next', async () => {
    const { found, place, urls } = await outcomeOf({ [openid]: metadata })
    expect([found, place]).toEqual([jwks_uri, openid])
    expect(urls).toEqual([oauth, openid])
  })

  it.each<[string, Served | object]>([
    ['an error', () => new Response('{}', { status: 500 })],
    ['a page', () => new Response('<html>')],
    ['a list', () => new Response('[]')],
    ['metadata of another issuer', { issuer: 'https://id.example', jwks_uri }],
    ['metadata without keys', { issuer }],
    ['an exception', () => Promise.reject(new Error('reset'))],
  ])('asks at the place of OpenID after %s', async (_, answer) => {
    const { found, urls } = await outcomeOf({ [oauth]: answer, [openid]: metadata })
    expect(found).toBe(jwks_uri)
    expect(urls).toEqual([oauth, openid])
  })

  it('tells what was wrong at each place', async () => {
    const { found, problem } = await outcomeOf({ [openid]: { issuer: 'https://evil.example' } })
    expect(found).toBeUndefined()
    expect(problem).toBe(
      `no usable metadata: ${oauth}: status 404; the metadata is of another issuer`,
    )
  })

  it('does not go on once it was told to stop', async () => {
    const controller = new AbortController()
    const answer: Served = () => {
      controller.abort(new Error('over'))
      return new Response('{}', { status: 500 })
    }
    const { signal } = controller
    const { problem, urls } = await outcomeOf({ [oauth]: answer }, { signal })
    expect(problem).toBe(`no usable metadata: ${oauth}: over`)
    expect(urls).toEqual([oauth])
  })
})

describe('the place that worked last time', () => {
  it.each([
    [openid, [openid]],
    [oauth, [oauth]],
  ])('is asked first, and alone where it answers: %s', async (known, asked) => {
    const { found, place, urls } = await outcomeOf(
      { [oauth]: metadata, [openid]: metadata },
      { known },
    )
    expect([found, place]).toEqual([jwks_uri, known])
    expect(urls).toEqual(asked)
  })

  it('is not the only one: the other is asked next', async () => {
    const { found, place, urls } = await outcomeOf({ [oauth]: metadata }, { known: openid })
    expect([found, place]).toEqual([jwks_uri, oauth])
    expect(urls).toEqual([openid, oauth])
  })

  it('is none that is not of this issuer', async () => {
    const elsewhere = 'https://evil.example/.well-known/openid-configuration'
    const served = { [elsewhere]: metadata, [oauth]: metadata }
    const { urls } = await outcomeOf(served, { known: elsewhere })
    expect(urls).toEqual([oauth])
  })
})

const hang: Served = () => new Promise<Response>(() => undefined)

describe('a place that hangs', () => {
  afterEach(() => vi.useRealTimers())

  it('is given up for the other one after the time of one exchange', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let isOver = false
    const outcome = outcomeOf({ [oauth]: hang, [openid]: metadata }).finally(() => {
      isOver = true
    })
    await vi.advanceTimersByTimeAsync(4_999)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    const { place, urls } = await outcome
    expect(place).toBe(openid)
    expect(urls).toEqual([oauth, openid])
  })
})

describe('the issuer of metadata', () => {
  it.each([
    'https://id.example/tenant/',
    'https://ID.example/tenant',
    'https://id.example:443/tenant',
    'https://id.example/Tenant',
    'https://id.example/%74enant',
    'https://id.example',
    `${issuer}\n`,
    [issuer],
    null,
    undefined,
  ])('is the configured one byte for byte, unlike %j', async (other) => {
    const { found, problem } = await outcomeOf({ [oauth]: { issuer: other, jwks_uri } })
    expect(found).toBeUndefined()
    expect(problem).toContain('the metadata is of another issuer')
  })
})

describe('the address of the keys', () => {
  it.each<[unknown, string]>([
    [undefined, 'jwks_uri must be an absolute URL'],
    [['https://keys.example'], 'jwks_uri must be an absolute URL'],
    ['/jwks', 'jwks_uri must be an absolute URL'],
    ['http://keys.example/jwks', 'jwks_uri must use https: (http: is for loopback only)'],
    ['file:///etc/passwd', 'jwks_uri must use https:'],
    ['https://user:word@keys.example', 'jwks_uri must not hold a user name or password'],
    ['http://169.254.169.254/latest', 'jwks_uri must use https: (http: is for loopback only)'],
    ['http://127.0.0.1/jwks', 'jwks_uri points to loopback'],
    ['https://localhost:6379', 'jwks_uri points to loopback'],
    ['https://[::1]/jwks', 'jwks_uri points to loopback'],
    ['http://0x7f.1/jwks', 'jwks_uri points to loopback'],
    ['https://localhost./jwks', 'jwks_uri points to loopback'],
    ['https://0.0.0.0/jwks', 'jwks_uri points to loopback'],
    ['https://[::ffff:127.0.0.1]/jwks', 'jwks_uri points to loopback'],
    ['https://169.254.169.254/latest', 'jwks_uri points to an internal host'],
    ['https://10.0.0.1/jwks', 'jwks_uri points to an internal host'],
    ['https://[fd00::1]/jwks', 'jwks_uri points to an internal host'],
    ['https://vault:8200/v1', 'jwks_uri points to an internal host'],
    ['https://metadata.google.internal/', 'jwks_uri points to an internal host'],
  ])('is not %s', async (uri, problem) => {
    const outcome = await outcomeOf({ [oauth]: { issuer, jwks_uri: uri } })
    expect(outcome.found).toBeUndefined()
    expect(outcome.problem).toContain(`: ${problem};`)
  })

  it('may be on loopback where the issuer is', async () => {
    const local = 'http://127.0.0.1:8080'
    const served = {
      [metadataUrls(local)[0]]: { issuer: local, jwks_uri: 'http://localhost:8081/jwks' },
    }
    expect((await outcomeOf(served, { from: local })).found).toBe('http://localhost:8081/jwks')
  })

  it.each(['https://10.0.0.2', 'https://keycloak', 'https://id.corp', 'http://127.0.0.1:8080'])(
    'may be internal where the issuer is: %s',
    async (internal) => {
      const [place] = metadataUrls(internal)
      const uri = 'https://10.0.0.1/jwks'
      const served = { [place]: { issuer: internal, jwks_uri: uri } }
      expect((await outcomeOf(served, { from: internal })).found).toBe(uri)
    },
  )

  it.each(['https://localhost/jwks', 'https://0.0.0.0/jwks', 'https://[::ffff:7f00:1]/jwks'])(
    'is not our own machine for an issuer that is merely internal: %s',
    async (uri) => {
      const internal = 'https://10.0.0.2'
      const served = { [metadataUrls(internal)[0]]: { issuer: internal, jwks_uri: uri } }
      const { found, problem } = await outcomeOf(served, { from: internal })
      expect(found).toBeUndefined()
      expect(problem).toContain('jwks_uri points to loopback;')
    },
  )

  it('may be on another host', async () => {
    expect((await outcomeOf({ [oauth]: metadata })).found).toBe(jwks_uri)
  })
})
