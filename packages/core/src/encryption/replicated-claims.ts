import { isDeepStrictEqual } from 'node:util'
import { Refused } from '../refused.js'
import type { JsonObject } from '../token/strict-json.js'

const REPLICATED = ['iss', 'sub', 'aud']

/**
 * Claims that stand outside as well (RFC 7519 §5.3) have to be those inside: something on the way may
 * have gone by them. Throws Refused.
 */
export function checkReplicatedClaims(header: JsonObject, claims: JsonObject): void {
  for (const name of REPLICATED) {
    if (header[name] === undefined || isDeepStrictEqual(header[name], claims[name])) continue
    throw new Refused('malformed_claim', `${name} of the outer header`)
  }
}
