import { describe, expect, it } from 'vitest'
import { discoverJwksUri, metadataUrls } from '../../src/keys/discovery.js'
import { pretendNetwork, type Served } from '../support/served.js'

const issuer = 'https://id.example/tenant'
const oauth = 'https://id.example/.well-known/oauth-authorization-server/tenant'
const openid = 'https://id.example/tenant/.well-known/openid-configuration'
const jwks_uri = 'https://keys.example/jwks'
const metadata = { issuer, jwks_uri }

interface Found {
  readonly found: string | undefined
  /** What was wrong, place by place. */
  readonly problem: string | undefined
  readonly urls: readonly string[]
}

async function discover(
  served: Readonly<Record<string, Served | object>>,
  from = issuer,
  signal = new AbortController().signal,
): Promise<Found> {
  const network = pretendNetwork(served)
  const options = { fetch: network.fetch, maxBytes: 10_000, timeout: 5, signal }
  const outcome: unknown = await discoverJwksUri(from, options).catch((error: unknown) => error)
  const problem = outcome instanceof Error ? outcome.message : undefined
  return { found: typeof outcome === 'string' ? outcome : undefined, problem, urls: network.urls }
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
    const { found, urls } = await discover({ [oauth]: metadata, [openid]: metadata })
    expect(found).toBe(jwks_uri)
    expect(urls).toEqual([oauth])
  })

  it('asks at the place of OpenID next', async () => {
    const { found, urls } = await discover({ [openid]: metadata })
    expect(found).toBe(jwks_uri)
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
    const { found, urls } = await discover({ [oauth]: answer, [openid]: metadata })
    expect(found).toBe(jwks_uri)
    expect(urls).toEqual([oauth, openid])
  })

  it('tells what was wrong at each place', async () => {
    const { found, problem } = await discover({ [openid]: { issuer: 'https://evil.example' } })
    expect(found).toBeUndefined()
    expect(problem).toBe(
      `no usable metadata: ${oauth}: status 404; the metadata is of another issuer`,
    )
  })

  it('does not go on once it was told to stop', async () => {
    const controller = new AbortController()
    const answer: Served = () => {
      controller.abort()
      return new Response('{}', { status: 500 })
    }
    const { urls } = await discover({ [oauth]: answer }, issuer, controller.signal)
    expect(urls).toEqual([oauth])
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
    const { found, problem } = await discover({ [oauth]: { issuer: other, jwks_uri } })
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
  ])('is not %s', async (uri, problem) => {
    const outcome = await discover({ [oauth]: { issuer, jwks_uri: uri } })
    expect(outcome.found).toBeUndefined()
    expect(outcome.problem).toContain(`: ${problem};`)
  })

  it('may be on loopback where the issuer is', async () => {
    const local = 'http://127.0.0.1:8080'
    const served = {
      [metadataUrls(local)[0]]: { issuer: local, jwks_uri: 'http://localhost:8081/jwks' },
    }
    expect((await discover(served, local)).found).toBe('http://localhost:8081/jwks')
  })

  it('may be on another host', async () => {
    expect((await discover({ [oauth]: metadata })).found).toBe(jwks_uri)
  })
})
