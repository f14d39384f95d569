import type { TokenType } from '../options.js'
import { Refused } from '../refused.js'
import type { TokenHeader } from './token-header.js'

// RFC 7515 §4.1.9: `typ` is a media type, whose "application/" may be left out, in any case.
const ACCESS_TOKEN = new Set(['at+jwt', 'application/at+jwt'])
const PLAIN_JWT = new Set(['jwt', 'application/jwt'])

/** Refuses a JWT whose header does not say that it is an access token (RFC 9068 §4). */
export function checkTokenType({ typ }: Pick<TokenHeader, 'typ'>, tokenType: TokenType): void {
  if (typ === undefined && tokenType === 'jwt') return
  if (typeof typ !== 'string') throw new Refused('wrong_token_type')
  const name = typ.toLowerCase()
  if (ACCESS_TOKEN.has(name)) return
  if (tokenType === 'jwt' && PLAIN_JWT.has(name)) return
  throw new Refused('wrong_token_type')
}
