import type { IssuerOptions } from '../options.js'
import { baseUrl, checkPresetOptions, preset, type PresetOptions } from './preset.js'

/** Options of {@link logto}. */
export interface LogtoOptions extends PresetOptions {
  /** Of the tenant: `https://name.logto.app`, or a custom domain. */
  url: string
}

/**
 * Access tokens of Logto for an API resource: RFC 9068, with scopes in `scope`.
 *
 * The audience is the indicator of the API resource. A client that names no resource gets an opaque token. Tokens of
 * an organization have it in `organization_id`: check it, or members of one organization can ask for another's.
 */
export function logto(options: LogtoOptions): IssuerOptions {
  checkPresetOptions('logto', options, ['url'])
  const issuer = `${baseUrl('logto.url', options.url)}/oidc`
  return preset(options, { issuer, keys: new URL(`${issuer}/jwks`), tokenType: 'at+jwt' })
}
