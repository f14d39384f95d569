import { ConfigError } from '../errors.js'
import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, preset, type PresetOptions } from './preset.js'

/** Options of {@link firebase}. */
export interface FirebaseOptions extends PresetOptions {
  projectId: string
}

const PROJECT = /^[a-z][a-z\d-]{4,28}[a-z\d]$/

/**
 * ID tokens of Firebase Authentication, which are what its clients send to APIs.
 *
 * The audience is the project id: a token for one API of the project is one for all of them. They have no scopes;
 * custom claims are claims of their own. Anonymous users have tokens too: look at `firebase.sign_in_provider`; and
 * so have those of every tenant of Identity Platform: look at `firebase.tenant`. A disabled user's token is good
 * until it expires.
 */
export function firebase(options: FirebaseOptions): IssuerOptions {
  checkPresetOptions('firebase', options, ['projectId'])
  const { projectId } = options
  if (typeof projectId !== 'string' || !PROJECT.test(projectId)) {
    throw new ConfigError('firebase.projectId', 'must be the id of a project')
  }
  const certificates = 'https://www.googleapis.com/service_accounts/v1/jwk'
  return preset(options, {
    issuer: `https://securetoken.google.com/${projectId}`,
    keys: new URL(`${certificates}/securetoken@system.gserviceaccount.com`),
    tokenType: 'jwt',
  })
}
