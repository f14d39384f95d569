import type { Binding } from '../authentication.js'
import { Refused } from '../refused.js'
import { isPlainObject } from '../token/seal.js'
import type { JsonObject } from '../token/strict-json.js'

/** Registered confirmation methods (RFC 7800 §3, RFC 9203) that nothing here can check. */
const UNSUPPORTED = ['jwk', 'jwe', 'kid', 'jku', 'osc']

// SHA-256 as base64url: 43 characters, the last one without stray bits.
const THUMBPRINT = /^[\w-]{42}[AEIMQUYcgkosw048]$/

/**
 * The `cnf` of a token (RFC 7800 §3.1); `undefined`: the token is bound to nothing. Throws Refused for
 * one that is malformed, and for one that we cannot honour in full: its issuer wanted the token to be
 * more than a bearer token. Members that are no confirmation methods may stand beside one that is.
 */
export function confirmationOf(claims: JsonObject): Binding | undefined {
  if (!('cnf' in claims)) return undefined
  const { cnf } = claims
  if (!isPlainObject(cnf)) throw new Refused('malformed_binding', 'cnf')
  const jkt = thumbprint(cnf, 'jkt')
  const x5tS256 = thumbprint(cnf, 'x5t#S256')
  const unsupported = UNSUPPORTED.find((name) => name in cnf)
  if (unsupported !== undefined) throw new Refused('unsupported_binding', unsupported)
  if (jkt !== undefined) return Object.freeze(x5tS256 === undefined ? { jkt } : { jkt, x5tS256 })
  if (x5tS256 !== undefined) return Object.freeze({ x5tS256 })
  throw new Refused('unsupported_binding')
}

function thumbprint(cnf: Record<string, unknown>, name: string): string | undefined {
  const value = cnf[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && THUMBPRINT.test(value)) return value
  throw new Refused('malformed_binding', name)
}
