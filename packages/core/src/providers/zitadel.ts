import type { JWTPayload } from 'jose'
import type { IssuerOptions } from '../options.js'
import { baseUrl, checkPresetOptions, pathSegment, preset } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link zitadel}. */
export interface ZitadelOptions extends PresetOptions {
  /** Of the instance: `https://name-abc123.zitadel.cloud`, or a custom domain. */
  url: string
}

/**
 * Access tokens of Zitadel, of applications whose token type is JWT; they are opaque otherwise.
 *
 * The audience is the id of a project, if the client asked for the scope `urn:zitadel:iam:org:project:id:{id}:aud`:
 * all applications of the project share it. ID tokens have the same, and are told by their lack of a `jti`. There is no scope claim; for roles see {@link zitadelRoles}.
 */
export function zitadel(options: ZitadelOptions): IssuerOptions {
  checkPresetOptions('zitadel', options, ['url'])
  const issuer = baseUrl('zitadel.url', options.url)
  return preset(options, {
    issuer,
    keys: new URL(`${issuer}/oauth/v2/keys`),
    tokenType: 'jwt',
    accessTokenClaim: 'jti',
  })
}

/** The roles of a user in a project, whoever granted them: `role('admin', zitadelRoles('69234237810729019'))`. */
export function zitadelRoles(projectId: string): RoleReader {
  const claim = `urn:zitadel:iam:org:project:${pathSegment('zitadelRoles', projectId)}:roles`
  return (claims: JWTPayload) => {
    const roles = claims[claim]
    return typeof roles === 'object' && roles !== null ? Object.keys(roles) : []
  }
}
