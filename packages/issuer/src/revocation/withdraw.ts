import type { JWTPayload } from 'jose'
import type { Settings } from '../settings.js'
import { isGrantId } from '../refresh/opaque-token.js'

/** Seconds. A token that is being signed as its grant is revoked is a little younger than that. */
const MARGIN = 60

/** Withdraws all access tokens of a grant, where somebody is told. */
export async function withdrawGrant(settings: Settings, grantId: string): Promise<void> {
  const { issuer, revocation, maxLifetime, clock } = settings
  const expiresAt = Math.ceil(clock() / 1000) + maxLifetime + MARGIN
  await revocation?.revoke({ issuer, grantId, expiresAt })
}

/** Revokes the refresh token of a grant, and withdraws its access tokens. */
export async function revokeGrant(settings: Settings, grantId: string): Promise<boolean> {
  const revoked = isGrantId(grantId) && (await settings.refresh?.store.revoke(grantId)) === true
  // Whatever the store says: it may be the second try, after the first got half way.
  await withdrawGrant(settings, grantId)
  return revoked
}

/** Whether a token, or a grant, was withdrawn, as far as anybody here knows. */
export async function isWithdrawn(settings: Settings, claims: JWTPayload): Promise<boolean> {
  const { issuer, revocation } = settings
  const { jti: tokenId, sub: subject, iat: issuedAt, exp = 0 } = claims
  const grantId = textOf(claims['grant_id'])
  const isRevoked: unknown = await revocation?.isRevoked?.({
    issuer,
    tokenId,
    grantId,
    sessionId: textOf(claims['sid']),
    subject,
    clientId: textOf(claims['client_id']),
    issuedAt,
    expiresAt: exp,
    claims,
  })
  // Only a clear no is one.
  if (isRevoked !== undefined && isRevoked !== false) return true
  if (tokenId === undefined || !isGrantId(grantId)) return false
  return (await settings.refresh?.store.find(grantId))?.revoked === true
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
