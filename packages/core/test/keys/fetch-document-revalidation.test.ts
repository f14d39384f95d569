import { createHash } from 'node:crypto'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fetched, Validator } from '../../src/keys/fetch-document.js'
import { pretendNetwork } from '../support/served.js'
import type { JsonObject } from '../../src/token/strict-json.js'
import { fetchJson } from '../support/fetch-json.js'

const noEnd = new AbortController().signal
const PLAIN = { fetch, maxBytes: 10_000, timeout: 5, signal: noEnd }
const url = 'https://id.example/jwks'

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

interface Asked extends Fetched<JsonObject> {
  /** The `If-None-Match` that was sent. */
  readonly condition: string | null
}

/** Asks a pretended provider, which answers so. */
async function ask(answer: () => Response, known?: Validator): Promise<Asked> {
  const network = pretendNetwork({ [url]: answer })
  const fetched = await fetchJson(url, { ...PLAIN, fetch: network.fetch }, known)
  const condition = new Headers(network.calls[0]?.init?.headers).get('if-none-match')
  return { ...fetched, condition }
}

const tagged = (etag: string) => (): Response => new Response('{}', { headers: { etag } })

const notModified = (headers = {}): Response => new Response(null, { status: 304, headers })

describe('a document that was fetched before', () => {
  let provider: TestIdentityProvider

  beforeAll(async () => {
    provider = await createTestIdentityProvider({ algorithms: ['Ed25519'] })
  })
  afterEach(() => {
    provider.fault('all', undefined)
    provider.caching('all', undefined)
  })
  afterAll(() => provider.close())

  const load = (known?: Validator): Promise<Fetched<JsonObject>> =>
    fetchJson(provider.jwksUri, PLAIN, known)
  const conditions = (): readonly (string | undefined)[] =>
    provider.requests.map(({ headers }) => headers['if-none-match'])

  it('is not sent again as long as its ETag is the same', async () => {
    provider.caching('jwks', { etag: true, headers: { 'Cache-Control': 'max-age=60' } })
    const first = await load()
    provider.caching('jwks', { etag: true, headers: { 'Cache-Control': 'max-age=90' } })
    const second = await load(first.validator)
    expect(conditions().slice(-2)).toEqual([undefined, first.validator.etag])
    expect(first.document).toEqual(provider.jwks)
    expect(second.document).toBeUndefined()
    expect(second.validator).toEqual({ ...first.validator, lifetime: 90 })
    expect([first.validator.lifetime, second.validator.lifetime]).toEqual([60, 90])
    // What a 304 does not say is as it was.
    provider.caching('jwks', { etag: true })
    expect((await load(second.validator)).validator.lifetime).toBe(90)
  })

  it('is sent and read when it has changed', async () => {
    provider.caching('jwks', { etag: true })
    const first = await load()
    await provider.addKey('Ed25519', { kid: 'new' })
    const { document, validator } = await load(first.validator)
    expect(document).toEqual(provider.jwks)
    expect(validator.etag).not.toBe(first.validator.etag)
    expect(validator.digest).not.toBe(first.validator.digest)
  })

  it('is known by its bytes where there is no ETag', async () => {
    const { validator } = await load()
    expect(validator).toEqual({
      url: provider.jwksUri,
      etag: undefined,
      digest: digestOf(JSON.stringify(provider.jwks)),
      lifetime: undefined,
    })
    const again = await load(validator)
    expect(again).toEqual({ document: undefined, validator })
    await provider.addKey('Ed25519')
    expect((await load(validator)).document).toEqual(provider.jwks)
  })

  it('is known by its bytes at another address', async () => {
    const { validator } = await load({
      url: 'https://old.example/jwks',
      etag: '"old"',
      digest: digestOf(JSON.stringify(provider.jwks)),
      lifetime: undefined,
    })
    expect(conditions().at(-1)).toBeUndefined()
    expect(validator).toMatchObject({ url: provider.jwksUri, etag: undefined })
  })
})

describe('the same bytes', () => {
  it('are not even read as JSON', async () => {
    const known = { url, etag: undefined, digest: digestOf('no JSON'), lifetime: undefined }
    const { document } = await ask(() => new Response('no JSON'), known)
    expect(document).toBeUndefined()
  })

  it('may have come with a new ETag, which counts from then on', async () => {
    const known = { url, etag: '"a"', digest: digestOf('{}'), lifetime: undefined }
    const { condition, document, validator } = await ask(tagged('"b"'), known)
    expect([condition, document]).toEqual(['"a"', undefined])
    expect(validator).toEqual({ ...known, etag: '"b"' })
  })
})

describe('status 304', () => {
  const known = { url, etag: '"a"', digest: digestOf('{}'), lifetime: undefined }

  it('keeps the validator, and takes a new ETag', async () => {
    expect(await ask(notModified, known)).toMatchObject({ document: undefined, validator: known })
    const renewed = await ask(() => notModified({ etag: 'W/"b"' }), known)
    expect(renewed.validator).toEqual({ ...known, etag: 'W/"b"' })
    const malformed = await ask(() => notModified({ etag: 'b' }), known)
    expect(malformed.validator).toEqual(known)
  })

  it.each<[string, Validator | undefined]>([
    ['nothing is known', undefined],
    ['no ETag is known', { ...known, etag: undefined }],
    ['the ETag is that of another address', { ...known, url: `${url}?other` }],
  ])('is no answer where %s', async (_, validator) => {
    await expect(ask(notModified, validator)).rejects.toThrow(`${url}: status 304`)
  })

  it('is the only status that stands for the document', async () => {
    await expect(ask(() => new Response(null, { status: 204 }), known)).rejects.toThrow(
      'status 204',
    )
  })
})

describe('an ETag', () => {
  const long = `"${'x'.repeat(254)}"`

  it.each(['""', '"a"', 'W/"a"', '"a,b;c\\d!~"', '"\u00e9"', long])(
    'is sent back as it came: %s',
    async (etag) => {
      const { validator } = await ask(tagged(etag))
      expect(validator.etag).toBe(etag)
      const { condition } = await ask(notModified, validator)
      expect(condition).toBe(etag)
    },
  )

  it.each([
    '',
    'a',
    '"a',
    'a"',
    '"a"b',
    '"a b"',
    '"a\tb"',
    'w/"a"',
    'W/a',
    '*',
    '"a", "b"',
    `W/${long}`,
  ])('that is malformed is left out: %s', async (etag) => {
    expect((await ask(tagged(etag))).validator.etag).toBeUndefined()
  })
})
