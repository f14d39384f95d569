import type { IssuerOptions } from '../options.js'
import { baseUrl, checkPresetOptions, pathSegment, preset, textsIn } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link workos}. */
export interface WorkOsOptions extends PresetOptions {
  /** `client_…`: of the environment, whose keys are its own. */
  clientId: string
  /**
   * As the tokens have it. Default `https://api.workos.com/user_management/` with the client id behind it;
   * environments from before the summer of 2025 have `https://api.workos.com`; a custom domain is its own issuer.
   */
  issuer?: string
}

/**
 * Access tokens of sessions of WorkOS AuthKit, with a role and permissions in an organization.
 *
 * They have no `aud` unless a JWT template adds one, which is the better way. Without it, give the issuer itself as
 * the `audience`: it is compared with `iss`, and that the token is for you rests on the keys of your environment alone.
 */
export function workos(options: WorkOsOptions): IssuerOptions {
  checkPresetOptions('workos', options, ['clientId', 'issuer'])
  const clientId = pathSegment('workos.clientId', options.clientId)
  const { issuer = `https://api.workos.com/user_management/${clientId}` } = options
  return preset(options, {
    issuer: baseUrl('workos.issuer', issuer),
    keys: new URL(`https://api.workos.com/sso/jwks/${clientId}`),
    tokenType: 'jwt',
    audienceClaim: 'iss',
  })
}

/** The roles in the organization: `role('admin', workosRoles)`. */
export const workosRoles: RoleReader = ({ role, roles }) =>
  roles === undefined ? textsIn([role]) : textsIn(roles)

/** The permissions of those roles: `role('posts:write', workosPermissions)`. */
export const workosPermissions: RoleReader = ({ permissions }) => textsIn(permissions)
