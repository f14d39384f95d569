import { splitCompact } from '../../src/token/compact-jws.js'
import { notSigned, parseToken, type UnverifiedToken } from '../../src/token/unverified-token.js'

/** A token taken apart, the way that the token verifier does it; throws Refused. */
export function parsed(token: string): UnverifiedToken {
  const segments = splitCompact(token)
  if (typeof segments === 'string') throw notSigned(segments)
  return parseToken(token, segments)
}
