import type { JWTPayload } from 'jose'
import { assertText } from '../config/assert.js'
import type { IssuerOptions } from '../options.js'
import { baseUrl, checkPresetOptions, memberOf, pathSegment, preset, textsIn } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link keycloak}. */
export interface KeycloakOptions extends PresetOptions {
  /** Of the server, as clients see it: `https://sso.example.com`, with `/auth` behind it if it has that. */
  url: string
  realm: string
}

/**
 * Access tokens of a realm of Keycloak, with scopes in `scope`, and roles of realm and clients.
 *
 * Out of the box the audience is `account`, and that of every other API too: give the client an audience mapper
 * for yours, and never trust `account`. See {@link keycloakRealmRoles} and {@link keycloakClientRoles} for roles.
 */
export function keycloak(options: KeycloakOptions): IssuerOptions {
  checkPresetOptions('keycloak', options, ['url', 'realm'])
  const realm = pathSegment('keycloak.realm', options.realm)
  const issuer = `${baseUrl('keycloak.url', options.url)}/realms/${realm}`
  return preset(options, {
    issuer,
    keys: new URL(`${issuer}/protocol/openid-connect/certs`),
    tokenType: 'jwt',
  })
}

/** The roles of the realm: `role('admin', keycloakRealmRoles)`. */
export const keycloakRealmRoles: RoleReader = (claims) =>
  textsIn(memberOf(claims['realm_access'], 'roles'))

/** The roles that a client defines: `role('editor', keycloakClientRoles('orders-api'))`. */
export function keycloakClientRoles(clientId: string): RoleReader {
  assertText('keycloakClientRoles', clientId)
  return (claims: JWTPayload) =>
    textsIn(memberOf(memberOf(claims['resource_access'], clientId), 'roles'))
}
