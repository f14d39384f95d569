import { assertWhole } from '../config/assert.js'
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
  const { lifetime: tokenLifetime = settings.lifetime } = token
  assertWhole('lifetime', tokenLifetime, [1, settings.maxLifetime])
  const issued = await issueToken(settings, {
    ...token,
    lifetime: Math.min(tokenLifetime, idleLifetime),
    grantId: first.grantId,
  })
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

/**
 * What an access token of a grant says. It lives no longer than the refresh token beside it, until
 * `expiresAt`: so long, and no longer, does the store know whether the grant was revoked.
 */
export function tokenOptions(
  settings: Settings,
  grant: StoredGrant,
  { grantId, expiresAt }: { readonly grantId: string; readonly expiresAt: number },
): IssueOptions {
  const { bindRefreshToken: _bind, grantedAt: _at, authTime, ...token } = grant
  const now = settings.clock()
  const left = expiresAt - Math.floor(now / 1000)
  // What may be asked for has perhaps become less since it was granted.
  const lifetime = Math.min(grant.lifetime ?? settings.lifetime, settings.maxLifetime, left)
  const login = authTime === undefined ? {} : { authTime: pastTime(authTime, now) }
  return { ...token, lifetime, ...login, grantId }
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
