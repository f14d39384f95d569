import { assertOneOf } from '../config/assert.js'
import { ConfigError } from '../errors.js'
import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, preset, type PresetOptions } from './preset.js'

/** Options of {@link entraId}. */
export interface EntraIdOptions extends PresetOptions {
  /** The directory's own id: not a domain, nor `common`, `organizations` or `consumers`. */
  tenant: string
  /**
   * Of the tokens, as `requestedAccessTokenVersion` in the API's manifest says. Default `2.0`; what was
   * never changed there gives `1.0`.
   */
  version?: '1.0' | '2.0'
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Access tokens of Microsoft Entra ID for an API of yours, with scopes in `scp` and roles in `roles`.
 *
 * The audience is the API's client id in version 2.0, its App ID URI in 1.0. Any application of the tenant can get
 * a token for an API that demands no assignment, with neither scope nor role in it: ask for one on each route.
 * ID tokens of an application that is its own API have the same audience, and are told by their lack of a client.
 * Several tenants are several issuers. `sub` differs between applications for one user: `oid` does not.
 */
export function entraId(options: EntraIdOptions): IssuerOptions {
  checkPresetOptions('entraId', options, ['tenant', 'version'])
  const { tenant, version = '2.0' } = options
  if (typeof tenant !== 'string' || !GUID.test(tenant)) {
    throw new ConfigError(
      'entraId.tenant',
      'must be the id of one directory: a GUID, in lower case',
    )
  }
  assertOneOf('entraId.version', version, ['1.0', '2.0'])
  const login = `https://login.microsoftonline.com/${tenant}`
  return preset(options, {
    issuer: version === '2.0' ? `${login}/v2.0` : `https://sts.windows.net/${tenant}/`,
    keys: new URL(`${login}/discovery/${version === '2.0' ? 'v2.0/' : ''}keys`),
    tokenType: 'jwt',
    scopeClaim: 'scp',
    accessTokenClaim: version === '2.0' ? 'azp' : 'appid',
  })
}
