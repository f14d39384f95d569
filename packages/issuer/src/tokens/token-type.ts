import type { JWTPayload } from 'jose'
import { isRecord } from '../config/assert.js'

/** How a token is to be sent: with a DPoP proof where it is bound to such a key (RFC 9449 §5). */
export function tokenTypeOf({ cnf }: JWTPayload): 'Bearer' | 'DPoP' {
  return isRecord(cnf) && cnf['jkt'] !== undefined ? 'DPoP' : 'Bearer'
}
