import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TestIdentityProvider } from '../src/index.js'
import { createTestIdentityProvider } from '../src/index.js'

let idp: TestIdentityProvider
let metadataUri: string

beforeEach(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
  metadataUri = `${idp.issuer}/.well-known/openid-configuration`
})

afterEach(() => idp.close())

async function tagOf(uri: string): Promise<string> {
  const tag = (await fetch(uri)).headers.get('etag')
  if (tag === null) throw new Error('no ETag')
  return tag
}

async function ask(uri: string, condition: string): Promise<Response> {
  return fetch(uri, { headers: { 'If-None-Match': condition } })
}

describe('caching', () => {
  it('is not spoken of unless it is turned on', async () => {
    const { headers } = await fetch(idp.jwksUri)
    expect(headers.has('cache-control')).toBe(false)
    expect(headers.has('etag')).toBe(false)
  })

  it('sends the headers as they are given, the date of the answer too', async () => {
    const headers = {
      'Cache-Control': 'max-age=60',
      Expires: 'Fri, 15 Jan 2027 08:01:00 GMT',
      Age: '7',
      Date: 'Fri, 15 Jan 2027 08:00:00 GMT',
    }
    idp.caching('jwks', { headers })
    const response = await fetch(idp.jwksUri)
    for (const [name, value] of Object.entries(headers)) {
      expect(response.headers.get(name)).toBe(value)
    }
    expect(response.headers.has('etag')).toBe(false)
    expect(await response.json()).toEqual(idp.jwks)
  })

  it('has one strong tag for one version of a document', async () => {
    idp.caching('all', { etag: true })
    const before = await tagOf(idp.jwksUri)
    expect(before).toMatch(/^"[\w-]+"$/)
    expect(await tagOf(idp.jwksUri)).toBe(before)
    expect(await tagOf(metadataUri)).not.toBe(before)
    await idp.addKey('ES256')
    expect(await tagOf(idp.jwksUri)).not.toBe(before)
  })

  it.each<[string, (tag: string) => string]>([
    ['that tag', (tag) => tag],
    ['that tag made weak', (tag) => `W/${tag}`],
    ['a list with that tag', (tag) => `"other", ${tag}`],
    ['a star', () => '*'],
  ])('answers 304 with the same headers and no body to %s', async (_name, condition) => {
    idp.caching('jwks', { headers: { 'Cache-Control': 'max-age=60' }, etag: true })
    const tag = await tagOf(idp.jwksUri)
    const response = await ask(idp.jwksUri, condition(tag))
    expect(response.status).toBe(304)
    expect(response.headers.get('etag')).toBe(tag)
    expect(response.headers.get('cache-control')).toBe('max-age=60')
    expect(await response.text()).toBe('')
  })

  it.each<[string, (tag: string) => string]>([
    ['an empty list', () => ''],
    ['another tag', () => '"other"'],
    ['a tag without its quotes', (tag) => tag.slice(1, -1)],
  ])('answers in full to %s', async (_name, condition) => {
    idp.caching('jwks', { etag: true })
    const response = await ask(idp.jwksUri, condition(await tagOf(idp.jwksUri)))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(idp.jwks)
  })

  it('answers in full once the document has changed', async () => {
    idp.caching('jwks', { etag: true })
    const old = await tagOf(idp.jwksUri)
    await idp.addKey('ES256')
    expect((await ask(idp.jwksUri, old)).status).toBe(200)
  })

  it('pays no regard to a condition without tags of its own', async () => {
    idp.caching('jwks', { headers: { 'Cache-Control': 'max-age=60' } })
    expect((await ask(idp.jwksUri, '*')).status).toBe(200)
  })

  it('records and counts a request that is answered 304', async () => {
    idp.caching('jwks', { etag: true })
    const tag = await tagOf(idp.jwksUri)
    await ask(idp.jwksUri, tag)
    expect(idp.requestCount('jwks')).toBe(2)
    expect(idp.requests[1]?.headers).toHaveProperty('if-none-match', tag)
  })

  it('is set for one document, or both, and ends', async () => {
    const told = async (): Promise<boolean[]> =>
      Promise.all(
        [metadataUri, idp.jwksUri].map(async (uri) => (await fetch(uri)).headers.has('etag')),
      )
    idp.caching('metadata', { etag: true })
    expect(await told()).toEqual([true, false])
    idp.caching('all', { etag: true })
    expect(await told()).toEqual([true, true])
    idp.caching('metadata', undefined)
    expect(await told()).toEqual([false, true])
  })

  it('gives way to a fault', async () => {
    idp.caching('jwks', { headers: { 'Cache-Control': 'max-age=60' }, etag: true })
    const tag = await tagOf(idp.jwksUri)
    idp.fault('jwks', { status: 500 })
    const response = await ask(idp.jwksUri, tag)
    expect(response.status).toBe(500)
    expect(response.headers.has('cache-control')).toBe(false)
    idp.fault('jwks', undefined)
    expect((await ask(idp.jwksUri, tag)).status).toBe(304)
  })
})
