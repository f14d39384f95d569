import type { IssuerOptions } from '../options.js'
import { baseUrl, checkPresetOptions, memberOf, preset, textsIn } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link supabase}. */
export interface SupabaseOptions extends PresetOptions {
  /** Of the project: `https://abcdefghijklmnopqrst.supabase.co`. */
  url: string
}

/**
 * Access tokens of Supabase Auth that are signed by a key pair.
 *
 * The audience is `authenticated` for every user of the project, anonymous ones too: refuse those by
 * `claim('is_anonymous', false)`. Projects that still sign with the shared secret (HS256) have to move to signing
 * keys first: whoever can check such a token can make one. There are no scopes. With its OAuth server on, clients
 * of others get the same tokens, and `client_id` in them says which. `user_metadata` is what users write
 * themselves: never decide by it.
 */
export function supabase(options: SupabaseOptions): IssuerOptions {
  checkPresetOptions('supabase', options, ['url'])
  const issuer = `${baseUrl('supabase.url', options.url)}/auth/v1`
  return preset(options, {
    issuer,
    keys: new URL(`${issuer}/.well-known/jwks.json`),
    tokenType: 'jwt',
  })
}

/** The `roles` that you keep in `app_metadata`, which users cannot write: `role('admin', supabaseRoles)`. */
export const supabaseRoles: RoleReader = (claims) =>
  textsIn(memberOf(claims['app_metadata'], 'roles'))
