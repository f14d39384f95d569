import type { Binding } from '../authentication.js'
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

/**
 * Refuses a token that is bound to a key, as its type says (RFC 9449 §5), and nothing says to which:
 * whoever had stolen it could use it as a bearer token.
 */
export function checkBoundKind(
  { token_type: type }: JsonObject,
  confirmation: Binding | undefined,
): void {
  const isBound = typeof type === 'string' && type.toLowerCase() === 'dpop'
  if (isBound && confirmation?.jkt === undefined) {
    throw new Refused('unsupported_binding', 'token_type, and no jkt')
  }
}
