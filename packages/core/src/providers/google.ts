import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, preset, type PresetOptions } from './preset.js'

/** Options of {@link google}. */
export type GoogleOptions = PresetOptions

/**
 * Identity tokens that Google gives service accounts, as Cloud Run and Cloud Scheduler send them.
 *
 * The audience is what the caller asked for, most often the address of the service; anybody with a Google Cloud
 * project can get a token for that: check who it is, by `claim('email', …)`. They have no scopes. Google's access
 * tokens are opaque, and no standard endpoint tells about them. ID tokens of users have a client id as their
 * audience: never give one. With it, those that an application's other client has got would be taken.
 */
export function google(options: GoogleOptions = {}): IssuerOptions {
  checkPresetOptions('google', options, [])
  return preset(options, {
    issuer: 'https://accounts.google.com',
    keys: new URL('https://www.googleapis.com/oauth2/v3/certs'),
    tokenType: 'jwt',
  })
}
