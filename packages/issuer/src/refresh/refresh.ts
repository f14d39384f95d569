import { assertOptions, assertText, assertAudience } from '../config/assert.js'
import { tellReplay } from '../channels.js'
import { GrantError } from '../grant-error.js'
import { isWithdrawn, withdrawGrant } from '../revocation/withdraw.js'
import { refreshSettings, type Settings } from '../settings.js'
import { assertBinding } from '../tokens/binding.js'
import { issueAsked } from '../tokens/issue-token.js'
import { scopeValues } from '../tokens/scope.js'
import { grantedTokens, tokenOptions } from './grant.js'
import type { GrantedTokens, RefreshRequest } from './grant-options.js'
import { nextToken, readToken } from './opaque-token.js'
import type { RefreshTokenFamily } from './refresh-token-store.js'
import { assertProven, grantClaims, narrowed, readGrant, type StoredGrant } from './stored-grant.js'

/**
 * Uses a refresh token: a new access token, and a new refresh token in its place (RFC 9700 §4.14.2).
 *
 * Whoever may not use it changes nothing by trying: client and binding come first. The access token is
 * made before the step that cannot be taken back, so that nothing of ours can fail after it. `confirm` is
 * called just before that step.
 */
export async function refresh(
  settings: Settings,
  refreshToken: string,
  request: RefreshRequest,
  confirm?: () => Promise<void>,
): Promise<GrantedTokens> {
  const { store, idleLifetime, retryWindow } = refreshSettings(settings)
  assertRequest(request)
  const presented = readToken(refreshToken)
  if (!presented) throw new GrantError('refresh_token_malformed')
  const now = settings.clock()
  const family = await store.find(presented.grantId)
  if (!family || !(family.expiresAt > now / 1000)) throw new GrantError('refresh_token_unknown')
  const grant = readGrant(family.grant)
  if (grant.clientId !== request.clientId) throw new GrantError('refresh_token_of_another_client')
  assertProven(grant, request.binding)
  await assertNotRevoked(settings, family, grant)

  const expiresAt = Math.min(Math.floor(now / 1000) + idleLifetime, family.endsAt)
  const at = { ...settings, clock: () => now }
  const lasting = { grantId: family.grantId, expiresAt }
  const issued = await issueAsked(at, tokenOptions(at, narrowed(grant, request), lasting))
  const next = nextToken(refreshToken)
  await confirm?.()
  const outcome = await store.rotate({
    grantId: family.grantId,
    from: presented.digest,
    to: next.digest,
    expiresAt,
    now,
    retryWindow,
  })
  if (outcome === 'rotated') return grantedTokens(issued, next)
  if (outcome === 'unknown') throw new GrantError('refresh_token_unknown')
  tellReplay(settings.issuer, family.grantId, grant)
  await withdrawGrant(settings, family.grantId)
  throw new GrantError('refresh_token_replayed')
}

function assertRequest(request: RefreshRequest): void {
  assertOptions('refresh', request, ['clientId', 'scope', 'audience', 'binding'])
  const { clientId, scope, audience, binding } = request
  assertText('clientId', clientId)
  scopeValues(scope)
  if (audience !== undefined) assertAudience(audience)
  if (binding !== undefined) assertBinding('binding', binding)
}

async function assertNotRevoked(
  settings: Settings,
  family: RefreshTokenFamily,
  grant: StoredGrant,
): Promise<void> {
  const { grantId } = family
  if (family.revoked) {
    // Again: whatever withdraws access tokens may have been away when the family was revoked.
    await withdrawGrant(settings, grantId)
    throw new GrantError('refresh_token_revoked')
  }
  if (await isWithdrawn(settings, grantClaims(family, grant))) {
    await refreshSettings(settings).store.revoke(grantId)
    throw new GrantError('refresh_token_revoked')
  }
}
