import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, hostName, memberOf, preset } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link clerk}. */
export interface ClerkOptions extends PresetOptions {
  /** Of the Frontend API: `clerk.example.com`, or `name-00.clerk.accounts.dev`. */
  domain: string
}

/**
 * Session tokens of Clerk, which live for a minute and have no scopes.
 *
 * They have no `aud`, so that the `audience` of the verifier is the origins of your own pages, compared with `azp`.
 * A session with tasks left to do has a token too: refuse it by `claim('sts', 'active')`. For a role of
 * the active organization see {@link clerkOrganizationRole}.
 */
export function clerk(options: ClerkOptions): IssuerOptions {
  checkPresetOptions('clerk', options, ['domain'])
  const issuer = `https://${hostName('clerk.domain', options.domain)}`
  return preset(options, {
    issuer,
    keys: new URL('/.well-known/jwks.json', issuer),
    tokenType: 'jwt',
    audienceClaim: 'azp',
    accessTokenClaim: 'sid',
  })
}

/** The role in the active organization, without `org:`: `role('admin', clerkOrganizationRole)`. Version 2 tokens. */
export const clerkOrganizationRole: RoleReader = (claims) => {
  const role = memberOf(claims['o'], 'rol')
  return typeof role === 'string' ? [role] : []
}
