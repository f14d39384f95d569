import { describe, expect, it } from 'vitest'
import { checkResource } from '../../src/config/resolve-resource.js'
import { configErrorOf } from '../support/outcome.js'

const resource = 'https://rs.example/api'

describe('checkResource', () => {
  it('takes every member', () => {
    const whole = {
      resource,
      authorizationServers: ['https://id.example', 'https://id.example/tenant'],
      scopesSupported: ['read', 'orders:write'],
      name: 'Orders "API", für alle',
      documentation: 'https://rs.example/docs?lang=en',
      policyUri: 'https://rs.example/policy',
      jwksUri: 'https://rs.example/jwks',
    }
    expect(() => checkResource(whole)).not.toThrow()
    expect(() => checkResource({ resource, scopesSupported: [] })).not.toThrow()
  })

  const wrong: readonly (readonly [members: Record<string, unknown>, option: string, RegExp])[] = [
    [{ resource: undefined }, 'resource', /must be an absolute URL/],
    [{ resource: 'rs.example' }, 'resource', /must be an absolute URL/],
    [{ resource: 'https:rs.example' }, 'resource', /must be an absolute URL/],
    [{ resource: 'urn:rs' }, 'resource', /must use https:/],
    [{ resource: 'http://rs.example' }, 'resource', /must use https:/],
    [{ resource: 'https://rs.example/#a' }, 'resource', /must not have a fragment/],
    [{ authorizationServers: 'https://id.example' }, 'authorizationServers', /must be a list/],
    [{ authorizationServers: ['id.example'] }, 'authorizationServers', /must be an absolute URL/],
    [{ authorizationServers: ['https://id.example?a'] }, 'authorizationServers', /query/],
    [{ scopesSupported: 'read' }, 'scopesSupported', /must be a list/],
    [{ scopesSupported: ['read', ''] }, 'scopesSupported', /must be a non-empty string/],
    [{ scopesSupported: ['read write'] }, 'scopesSupported', /takes scopes one by one/],
    [{ name: '' }, 'name', /must be a non-empty string/],
    [{ name: 5 }, 'name', /must be a non-empty string/],
    [{ documentation: 'docs' }, 'documentation', /must be an absolute URL/],
    [{ policyUri: 'http://rs.example/policy' }, 'policyUri', /must use https:/],
    [{ jwksUri: 'http://rs.example/jwks' }, 'jwksUri', /must use https:/],
    [{ jwks_uri: 'https://rs.example/jwks' }, 'jwks_uri', /is not an option/],
  ]

  it.each(wrong)('refuses %o', (members, name, mend) => {
    const problem = configErrorOf(() => checkResource({ resource, ...members }))
    expect(problem.option).toBe(`resource.${name}`)
    expect(problem.message).toMatch(mend)
  })

  it.each([null, resource, [resource], 5])('refuses %o in its place', (value) => {
    expect(configErrorOf(() => checkResource(value)).option).toBe('resource')
  })
})
