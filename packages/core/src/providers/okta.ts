import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, hostName, pathSegment, preset, textsIn } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link okta}. */
export interface OktaOptions extends PresetOptions {
  /** `dev-1234.okta.com`, or a custom domain. */
  domain: string
  /** Of the custom authorization server. Default `default`. */
  authorizationServer?: string
}

/**
 * Access tokens of a custom authorization server of Okta, with scopes in the list `scp`.
 *
 * The audience is the one of that server, `api://default` unless it was changed. Tokens of the org authorization
 * server, whose issuer is the bare domain, are for Okta's own API: nobody else can verify them.
 */
export function okta(options: OktaOptions): IssuerOptions {
  checkPresetOptions('okta', options, ['domain', 'authorizationServer'])
  const { authorizationServer = 'default' } = options
  const host = hostName('okta.domain', options.domain)
  const server = pathSegment('okta.authorizationServer', authorizationServer)
  const issuer = `https://${host}/oauth2/${server}`
  return preset(options, {
    issuer,
    keys: new URL(`${issuer}/v1/keys`),
    tokenType: 'jwt',
    scopeClaim: 'scp',
  })
}

/** The `groups` of a token, once a claim of that name was added to the server: `role('admins', oktaGroups)`. */
export const oktaGroups: RoleReader = ({ groups }) => textsIn(groups)
