import { describe, expect, it } from 'vitest'
import { resourceMetadataAnswer } from '../src/adapter.js'
import { createVerifier, type ProtectedResourceOptions, type Verifier } from '../src/index.js'
import { metadataUrl } from '../src/protected-resource.js'
import { refusalOf } from './support/outcome.js'
import { tokenRequest } from './support/token-request.js'

const issuer = 'https://id.example/tenant'
const audience = 'https://rs.example'

const verifierOf = (resource: ProtectedResourceOptions, more: object = {}): Verifier =>
  createVerifier({ issuer, audience, resource, dpop: 'refuse', ...more })

const documentOf = (resource: ProtectedResourceOptions, more: object = {}): unknown =>
  verifierOf(resource, more).resourceMetadata()?.document

describe('the address of the document (RFC 9728 §3.1)', () => {
  it.each([
    ['https://rs.example', 'https://rs.example/.well-known/oauth-protected-resource'],
    ['https://rs.example/', 'https://rs.example/.well-known/oauth-protected-resource'],
    ['https://rs.example/a/b', 'https://rs.example/.well-known/oauth-protected-resource/a/b'],
    ['https://rs.example/a/', 'https://rs.example/.well-known/oauth-protected-resource/a/'],
    ['https://rs.example?v=1', 'https://rs.example/.well-known/oauth-protected-resource?v=1'],
    ['https://rs.example/?v=1', 'https://rs.example/.well-known/oauth-protected-resource?v=1'],
    ['https://rs.example/a?v=/1', 'https://rs.example/.well-known/oauth-protected-resource/a?v=/1'],
    ['https://rs.example:8443/a', 'https://rs.example:8443/.well-known/oauth-protected-resource/a'],
    ['HTTPS://RS.example/A%7e', 'HTTPS://RS.example/.well-known/oauth-protected-resource/A%7e'],
    ['http://[::1]:3000/a', 'http://[::1]:3000/.well-known/oauth-protected-resource/a'],
  ])('of %s is %s', (resource, url) => {
    expect(metadataUrl(resource)).toBe(url)
    expect(verifierOf({ resource }).resourceMetadata()?.url).toEqual(new URL(url))
  })

  it('stands in every challenge', async () => {
    const verifier = verifierOf({ resource: 'https://rs.example/a' })
    const { headers } = await refusalOf(verifier.verifyRequest(tokenRequest()))
    expect(headers['WWW-Authenticate']).toBe(
      'Bearer realm="https://rs.example", ' +
        'resource_metadata="https://rs.example/.well-known/oauth-protected-resource/a"',
    )
  })
})

describe('the document', () => {
  it.each(['https://rs.example', 'https://rs.example/', 'HTTPS://RS.example:443/%7Ea/../b'])(
    'names %s byte for byte as it was configured',
    (resource) => {
      expect(documentOf({ resource })).toMatchObject({ resource })
    },
  )

  it('says no more than it knows (RFC 9728 §3.2)', () => {
    expect(documentOf({ resource: audience })).toEqual({
      resource: audience,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    })
    const empty = { resource: audience, scopesSupported: [], authorizationServers: [] }
    expect(documentOf(empty)).toEqual({ resource: audience, bearer_methods_supported: ['header'] })
    expect(documentOf({ resource: audience }, { issuer: () => undefined })).toEqual({
      resource: audience,
      bearer_methods_supported: ['header'],
    })
  })

  it('says everything that it was told', () => {
    const whole = {
      resource: audience,
      authorizationServers: ['https://other.example'],
      scopesSupported: ['read', 'write'],
      name: 'Orders',
      documentation: 'https://rs.example/docs',
      policyUri: 'https://rs.example/policy',
      jwksUri: 'https://rs.example/jwks',
    }
    expect(documentOf(whole, { sources: { body: true, query: true, cookie: 'at' } })).toEqual({
      resource: audience,
      authorization_servers: ['https://other.example'],
      scopes_supported: ['read', 'write'],
      resource_name: 'Orders',
      resource_documentation: 'https://rs.example/docs',
      resource_policy_uri: 'https://rs.example/policy',
      jwks_uri: 'https://rs.example/jwks',
      bearer_methods_supported: ['header', 'body', 'query'],
    })
  })

  it('does not change with the options that it was made of, nor with what was handed out', () => {
    const scopesSupported = ['read']
    const verifier = verifierOf({ resource: audience, scopesSupported })
    scopesSupported.push('admin')
    const metadata = verifier.resourceMetadata()
    if (metadata) metadata.url.pathname = '/changed'
    expect(Object.isFrozen(metadata?.document)).toBe(true)
    expect(verifier.resourceMetadata()).toMatchObject({
      url: new URL('https://rs.example/.well-known/oauth-protected-resource'),
      document: { scopes_supported: ['read'] },
    })
  })

  it('is there only where it was asked for', () => {
    expect(createVerifier({ issuer, audience }).resourceMetadata()).toBeUndefined()
  })
})

describe('the answer', () => {
  const place = '/.well-known/oauth-protected-resource/a'
  const verifier = verifierOf({ resource: 'https://rs.example/a' })
  const answer = (method: string, url: string): unknown =>
    resourceMetadataAnswer(verifier, { method, url })
  const CORS = { 'Access-Control-Allow-Origin': '*' }

  it('to GET is the document, for every origin', () => {
    expect(answer('GET', place)).toEqual({
      status: 200,
      headers: { ...CORS, 'Content-Type': 'application/json' },
      body: JSON.stringify(verifier.resourceMetadata()?.document),
    })
  })

  it('to HEAD is the same without it', () => {
    expect(answer('HEAD', place)).toMatchObject({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: '',
    })
  })

  it('to a preflight allows reading', () => {
    expect(answer('OPTIONS', place)).toMatchObject({
      status: 204,
      headers: { ...CORS, 'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS' },
      body: '',
    })
  })

  it.each(['POST', 'PUT', 'DELETE', 'get', 'TRACE'])('to %s is 405', (method) => {
    expect(answer(method, place)).toEqual({
      status: 405,
      headers: { ...CORS, Allow: 'GET, HEAD, OPTIONS' },
      body: '',
    })
  })

  it.each([
    `${place}?x=1`,
    `https://rs.example${place}`,
    `http://rs.example:80${place}`,
    `HTTPS://any.example${place}?x`,
  ])('is given at %s', (url) => {
    expect(answer('GET', url)).toBeDefined()
  })

  it.each([
    '/',
    '',
    '/a',
    '/.well-known/oauth-protected-resource',
    `${place}/`,
    `${place}b`,
    `/x${place}`,
    `/${place}`,
    `/a?${place}`,
    place.toUpperCase(),
    '/.well-known/oauth-protected-resource/%61',
    `javascript:${place}`,
  ])('is not given at %s', (url) => {
    expect(answer('GET', url)).toBeUndefined()
  })

  it('of a resource with a query is given at that query only', () => {
    const versioned = verifierOf({ resource: 'https://rs.example/a?v=1' })
    const at = (url: string): unknown => resourceMetadataAnswer(versioned, { method: 'GET', url })
    expect(at(`${place}?v=1`)).toBeDefined()
    for (const url of [place, `${place}?`, `${place}?v=2`, `${place}?v=1&x`]) {
      expect([url, at(url)]).toEqual([url, undefined])
    }
  })

  it('is none without a document', () => {
    const bare = createVerifier({ issuer, audience })
    expect(resourceMetadataAnswer(bare, { method: 'GET', url: place })).toBeUndefined()
  })
})

describe('what the document says of proof of possession (RFC 9728 §2)', () => {
  const resource = { resource: 'https://rs.example' }

  it('is which proofs are taken, where some are', () => {
    const algorithms = ['ES256', 'EdDSA']
    expect(documentOf(resource, { dpop: { algorithms } })).toMatchObject({
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: algorithms,
    })
    expect(documentOf(resource)).not.toHaveProperty('dpop_signing_alg_values_supported')
  })

  it('is that no bearer tokens are taken, where none are', () => {
    expect(documentOf(resource, { dpop: 'require' })).toMatchObject({
      bearer_methods_supported: [],
      dpop_bound_access_tokens_required: true,
    })
    expect(documentOf(resource, { dpop: 'allow' })).not.toHaveProperty(
      'dpop_bound_access_tokens_required',
    )
  })

  it('is that certificates are, where they are looked for', () => {
    const member = 'tls_client_certificate_bound_access_tokens'
    expect(documentOf(resource, { certificate: () => undefined })).toHaveProperty(member, true)
    expect(documentOf(resource)).not.toHaveProperty(member)
  })
})
