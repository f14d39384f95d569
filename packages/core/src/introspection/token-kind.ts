import { Refused } from '../refused.js'
import type { JsonObject } from '../token/strict-json.js'

/**
 * What `token_type` says of access tokens: how they are presented (RFC 6749 §5.1, RFC 9449 §5), what some
 * providers say in its place, and the types of RFC 8693 §3.
 */
const ACCESS_TOKEN_TYPES = new Set([
  'bearer',
  'dpop',
  'access_token',
  'urn:ietf:params:oauth:token-type:access_token',
  'urn:ietf:params:oauth:token-type:jwt',
])

/**
 * Refuses a token that is active, and no access token: an endpoint tells of refresh tokens too
 * (RFC 7662 §2.1). Other marks, such as `token_use`, are held against it with its claims.
 */
export function checkTokenKind({ token_type: type }: JsonObject): void {
  if (type === undefined) return
  if (typeof type === 'string' && ACCESS_TOKEN_TYPES.has(type.toLowerCase())) return
  throw new Refused('wrong_token_type', 'token_type')
}
