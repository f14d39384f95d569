import { refreshSettings, type Settings } from '../settings.js'
import { issueToken, type IssuedToken } from '../tokens/issue-token.js'
import type { IssueOptions } from '../tokens/issue-options.js'
import { pastTime } from '../tokens/token-claims.js'
import { tokenTypeOf } from '../tokens/token-type.js'
import type { GrantedTokens, GrantOptions } from './grant-options.js'
import { firstToken, type OpaqueToken } from './opaque-token.js'
import { grantText, type StoredGrant } from './stored-grant.js'

/** Issues the first access token of a grant, and a refresh token for the next ones. */
export async function grant(settings: Settings, options: GrantOptions): Promise<GrantedTokens> {
  const { store, lifetime, idleLifetime } = refreshSettings(settings)
  const { bindRefreshToken, ...token } = options
  if (bindRefreshToken !== undefined && typeof bindRefreshToken !== 'boolean') {
    throw new TypeError('"bindRefreshToken" must be true or false')
  }
  // The name of a grant is made here, so that nobody can know the name of one to come.
  if ('grantId' in token) throw new TypeError('"grantId" is not an option of grant')
  const first = firstToken()
  const issued = await issueToken(settings, { ...token, grantId: first.grantId })
  const { iat, aud } = issued.claims
  const endsAt = iat + lifetime
  await store.add({
    grantId: first.grantId,
    digest: first.digest,
    grant: grantText({ ...options, audience: aud, grantedAt: iat }),
    endsAt,
    expiresAt: Math.min(iat + idleLifetime, endsAt),
    revoked: false,
  })
  return grantedTokens(issued, first)
}

/** What an access token of a grant says. */
export function tokenOptions(
  { maxLifetime, clock }: Settings,
  grant: StoredGrant,
  grantId: string,
): IssueOptions {
  const { bindRefreshToken: _bind, grantedAt: _at, lifetime, authTime, ...token } = grant
  // What may be asked for has perhaps become less since it was granted.
  const bounded = lifetime === undefined ? {} : { lifetime: Math.min(lifetime, maxLifetime) }
  const login = authTime === undefined ? {} : { authTime: pastTime(authTime, clock()) }
  return { ...token, ...bounded, ...login, grantId }
}

export function grantedTokens(issued: IssuedToken, refresh: OpaqueToken): GrantedTokens {
  const { claims, token } = issued
  return {
    accessToken: token,
    tokenType: tokenTypeOf(claims),
    expiresIn: claims.exp - claims.iat,
    scope: typeof claims['scope'] === 'string' ? claims['scope'] : undefined,
    refreshToken: refresh.token,
    grantId: refresh.grantId,
  }
}
