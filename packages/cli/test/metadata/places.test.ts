import { describe, expect, it } from 'vitest'
import { namedBy, providerPlaces, resourcePlace } from '../../src/metadata/places.js'

describe('where documents are', () => {
  it('is before the path of an issuer, and for OpenID behind it', () => {
    const { oauth, openid } = providerPlaces('https://id.example.com/t1/')

    expect(oauth.url).toBe('https://id.example.com/.well-known/oauth-authorization-server/t1')
    expect(openid.url).toBe('https://id.example.com/t1/.well-known/openid-configuration')
    expect(providerPlaces('https://id.example.com').others).toEqual([])
  })

  it.each([
    ['https://api.example.com', ''],
    ['https://api.example.com/', ''],
    ['https://api.example.com/v1', '/v1'],
    ['https://api.example.com/v1/', '/v1/'],
    ['https://api.example.com/?a=b', '?a=b'],
  ])('is before the path of a resource: %s', (resource, rest) => {
    const start = 'https://api.example.com/.well-known/oauth-protected-resource'
    expect(resourcePlace(resource).url).toBe(start + rest)
  })
})

describe('what is meant by a URL', () => {
  it.each([
    ['https://a.example/t1', 'https://a.example/t1', undefined],
    [
      'https://a.example/.well-known/oauth-authorization-server/t1',
      'https://a.example/t1',
      'provider',
    ],
    ['https://a.example/.well-known/openid-configuration', 'https://a.example', 'provider'],
    ['https://a.example/t1/.well-known/openid-configuration', 'https://a.example/t1', 'provider'],
    ['https://a.example/.well-known/oauth-protected-resource/x', 'https://a.example/x', 'resource'],
    [
      'https://a.example/.well-known/oauth-protected-resources',
      'https://a.example/.well-known/oauth-protected-resources',
      undefined,
    ],
  ])('is known: %s', (url, id, kind) => {
    expect(namedBy(url)).toMatchObject({ id, kind })
  })
})
