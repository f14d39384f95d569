import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, hostName, preset, type PresetOptions, textsIn } from './preset.js'
import type { RoleReader } from './preset.js'

/** Options of {@link auth0}. */
export interface Auth0Options extends PresetOptions {
  /** Of the tenant, or its custom domain: `tenant.eu.auth0.com`. */
  domain: string
}

/**
 * Access tokens of Auth0, of both of its token profiles, with scopes in `scope`.
 *
 * The issuer ends with a slash. The audience is the identifier of the API. A client that asks for no API gets an
 * opaque token that nobody but Auth0 can read. With RBAC, a scope stands in `scope` if the client asked for it
 * and the user has it; what the user may do otherwise is in `permissions`: see {@link auth0Permissions}.
 */
export function auth0(options: Auth0Options): IssuerOptions {
  checkPresetOptions('auth0', options, ['domain'])
  const origin = `https://${hostName('auth0.domain', options.domain)}`
  return preset(options, {
    issuer: `${origin}/`,
    keys: new URL('/.well-known/jwks.json', origin),
    tokenType: 'jwt',
  })
}

/** The `permissions` of a token, which Auth0 adds if the API asks for RBAC: `role('read:orders', auth0Permissions)`. */
export const auth0Permissions: RoleReader = ({ permissions }) => textsIn(permissions)
