import { Refused } from '../refused.js'
import type { JsonObject } from './strict-json.js'

// Claims that only an ID token (OpenID Connect Core §2, §3.3.2.11), a logout or security event
// token (RFC 8417 `events`) or an introspection response (RFC 9701) has.
const FOREIGN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events', 'token_introspection']

// Claims that exist to name the kind of a token: Keycloak's and Amazon Cognito's.
const KIND_CLAIMS = ['typ', 'token_use']
const ACCESS_TOKEN_KINDS = new Set(['bearer', 'dpop', 'access', 'access_token', 'at+jwt', 'jwt'])

// What access tokens have, and ID tokens have not.
const ACCESS_TOKEN_MARKS = [...KIND_CLAIMS, 'scope', 'scp']

// Claims that name the kind at some providers, and mean something else at others.
const LOOSE_KIND_CLAIMS = ['token_type', 'type', 'purpose']
const OTHER_KINDS = new Set(['id', 'id_token', 'refresh', 'refresh_token', 'offline', 'logout'])

/**
 * Refuses what is plainly another kind of JWT from the same issuer (RFC 8725 §3.12).
 *
 * Only for providers without RFC 9068, whose `typ` header does not tell. An ID token that carries
 * none of these marks cannot be told from an access token: its audience is then all that stops it.
 * `mark` is a claim that access tokens of the issuer always have, where that is known.
 */
export function refuseIdToken(claims: JsonObject, mark?: string): void {
  for (const name of FOREIGN_CLAIMS) {
    if (name in claims) throw new Refused('id_token', name)
  }
  for (const name of KIND_CLAIMS) {
    if (name in claims && !ACCESS_TOKEN_KINDS.has(kindOf(claims, name))) {
      throw new Refused('id_token', name)
    }
  }
  for (const name of LOOSE_KIND_CLAIMS) {
    if (OTHER_KINDS.has(kindOf(claims, name))) throw new Refused('id_token', name)
  }
  if (mark !== undefined) {
    // `null` says that there is no value.
    if ((claims[mark] ?? undefined) === undefined) throw new Refused('id_token', mark)
    return
  }
  if (isForItsClient(claims) && !ACCESS_TOKEN_MARKS.some((name) => name in claims)) {
    throw new Refused('id_token', 'azp')
  }
}

/** An ID token's audience is the client that it was issued to (OpenID Connect Core §2). */
function isForItsClient({ azp, aud }: JsonObject): boolean {
  return typeof azp === 'string' && (aud === azp || (Array.isArray(aud) && aud.includes(azp)))
}

function kindOf(claims: JsonObject, name: string): string {
  const kind = claims[name]
  return typeof kind === 'string' ? kind.toLowerCase() : ''
}
