import { describe, expect, it } from 'vitest'
import * as providers from '../../src/providers/index.js'
import { configErrorOf } from '../support/outcome.js'

const { auth0, clerk, cognito, entraId, firebase, google, keycloak, okta, workos } = providers

const wrong: readonly (readonly [string, string, () => unknown])[] = [
  ['a scheme', 'auth0.domain', () => auth0({ domain: 'https://tenant.auth0.com' })],
  ['a path', 'auth0.domain', () => auth0({ domain: 'tenant.auth0.com/' })],
  ['user info', 'auth0.domain', () => auth0({ domain: 'tenant.auth0.com@evil.example' })],
  ['capitals', 'clerk.domain', () => clerk({ domain: 'Clerk.example.com' })],
  ['nothing', 'okta.domain', () => okta({ domain: '' })],
  [
    'two segments',
    'okta.authorizationServer',
    () => okta({ domain: 'a.okta.com', authorizationServer: 'x/../y' }),
  ],
  ['a way up', 'keycloak.realm', () => keycloak({ url: 'https://sso.example.com', realm: '..' })],
  ['plain http', 'keycloak.url', () => keycloak({ url: 'http://sso.example.com', realm: 'r' })],
  ['a slash', 'keycloak.url', () => keycloak({ url: 'https://sso.example.com/', realm: 'r' })],
  ['every tenant', 'entraId.tenant', () => entraId({ tenant: 'common' })],
  ['a domain', 'entraId.tenant', () => entraId({ tenant: 'example.onmicrosoft.com' })],
  ['no region', 'cognito.userPoolId', () => cognito({ userPoolId: 'Ab3dEf6hI' })],
  ['a wildcard', 'firebase.projectId', () => firebase({ projectId: '*' })],
  ['a query', 'workos.clientId', () => workos({ clientId: 'client_1?x=1' })],
]

describe('options of presets', () => {
  it.each(wrong)('with %s are refused: %s', (_what, option, make) => {
    expect(configErrorOf(make).option).toBe(option)
  })

  it('that are unknown are refused, because a misspelt one would go unseen', () => {
    const misspelt = { domian: 'tenant.auth0.com', domain: 'tenant.auth0.com' }
    expect(configErrorOf(() => auth0(misspelt)).option).toBe('auth0.domian')
    expect(configErrorOf(() => google(null as unknown as object)).option).toBe('google')
  })

  it('may be the server of a developer on this machine', () => {
    const { issuer } = keycloak({ url: 'http://localhost:8080', realm: 'shop' })
    expect(issuer).toBe('http://localhost:8080/realms/shop')
  })

  it('make what nobody can change afterwards', () => {
    expect(Object.isFrozen(google({ audience: 'a' }))).toBe(true)
  })
})
