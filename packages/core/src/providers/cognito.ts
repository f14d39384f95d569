import { ConfigError } from '../errors.js'
import type { IssuerOptions } from '../options.js'
import { checkPresetOptions, preset, textsIn } from './preset.js'
import type { PresetOptions, RoleReader } from './preset.js'

/** Options of {@link cognito}. */
export interface CognitoOptions extends PresetOptions {
  /** `eu-central-1_AbCdEfGhI`: the region stands in front of it. */
  userPoolId: string
}

const POOL = /^([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z\d]+$/

/**
 * Access tokens of a user pool of Amazon Cognito, with scopes in `scope`.
 *
 * They name an audience only if the client asked for a resource; others are measured by `client_id`: the `audience`
 * of the verifier is then the ids of the app clients that may call. Those of the user pool's own API have the scope
 * `aws.cognito.signin.user.admin` and no other, so ask for a scope of yours.
 */
export function cognito(options: CognitoOptions): IssuerOptions {
  checkPresetOptions('cognito', options, ['userPoolId'])
  const { userPoolId } = options
  const region = typeof userPoolId === 'string' ? POOL.exec(userPoolId)?.[1] : undefined
  if (region === undefined) {
    throw new ConfigError('cognito.userPoolId', 'must be the id of a user pool: region_name')
  }
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  return preset(options, {
    issuer,
    keys: new URL(`${issuer}/.well-known/jwks.json`),
    tokenType: 'jwt',
    audienceClaim: 'client_id',
  })
}

/** The groups of the user: `role('admins', cognitoGroups)`. */
export const cognitoGroups: RoleReader = (claims) => textsIn(claims['cognito:groups'])
