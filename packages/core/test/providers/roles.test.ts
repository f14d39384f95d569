import { describe, expect, it } from 'vitest'
import { type Policy, role } from '../../src/index.js'
import {
  auth0Permissions,
  clerkOrganizationRole,
  cognitoGroups,
  keycloakClientRoles,
  keycloakRealmRoles,
  oktaGroups,
  type RoleReader,
  supabaseRoles,
  workosPermissions,
  workosRoles,
  zitadelRoles,
} from '../../src/providers/index.js'
import { DENIED } from '../../src/policy/decide.js'
import { asked, authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'
import { samples } from './samples.js'

const claimsOf = (name: string): Readonly<Record<string, unknown>> =>
  samples.find((sample) => sample.name === name)?.claims ?? {}

const decide = (policy: Policy, claims: Readonly<Record<string, unknown>>): unknown =>
  policy.evaluate(asked(authenticated(claims)))

const readers: readonly (readonly [string, string, RoleReader])[] = [
  ['Auth0', 'read:reports', auth0Permissions],
  ['Clerk', 'admin', clerkOrganizationRole],
  ['Amazon Cognito', 'testers', cognitoGroups],
  ['Keycloak', 'customer', keycloakRealmRoles],
  ['Keycloak', 'editor', keycloakClientRoles('orders-api')],
  ['Okta', 'admins', oktaGroups],
  ['Supabase', 'admin', supabaseRoles],
  ['WorkOS', 'member', workosRoles],
  ['WorkOS', 'posts:write', workosPermissions],
  ['Zitadel', 'editor', zitadelRoles('69234237810729019')],
]

describe('roles', () => {
  it.each(readers)('of %s: %s is found where the provider keeps it', (name, wanted, read) => {
    expect(decide(role(wanted, read), claimsOf(name))).toBeUndefined()
    expect(decide(role(`${wanted}s`, read), claimsOf(name))).toBe(DENIED)
  })

  it.each(readers)('of %s: %s is denied where tokens have none', (_name, wanted, read) => {
    expect(decide(role(wanted, read), {})).toBe(DENIED)
  })

  it.each(['Microsoft Entra ID', 'Firebase'])('of %s need no reader', (name) => {
    const [wanted = ''] = claimsOf(name)['roles'] as readonly string[]
    expect(decide(role(wanted), claimsOf(name))).toBeUndefined()
  })

  it('are no names that every object has', () => {
    const odd = { realm_access: { roles: { length: 1, 0: 'admin' } }, resource_access: {} }
    expect(decide(role('admin', keycloakRealmRoles), odd)).toBe(DENIED)
    expect(decide(role('toString', keycloakClientRoles('constructor')), odd)).toBe(DENIED)
  })

  it('that users could write themselves are not looked at', () => {
    expect(decide(role('owner', supabaseRoles), claimsOf('Supabase'))).toBe(DENIED)
  })

  it('of another client or project do not count', () => {
    const { option } = configErrorOf(() => zitadelRoles('1:roles'))
    expect(option).toBe('zitadelRoles')
    expect(
      decide(role('view-profile', keycloakClientRoles('orders-api')), claimsOf('Keycloak')),
    ).toBe(DENIED)
    expect(decide(role('editor', zitadelRoles('1')), claimsOf('Zitadel'))).toBe(DENIED)
  })
})
