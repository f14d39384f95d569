import type { VerifiedToken } from '../cache/verified-token.js'
import type { RevocableToken } from './revocation-list.js'

/** What lists are told of a token: the same object each time, so that they may remember its names. */
export function revocableToken(verified: VerifiedToken): RevocableToken {
  verified.revocable ??= toRevocable(verified)
  return verified.revocable
}

function toRevocable({ issuer, checked, signed }: VerifiedToken): RevocableToken {
  const { iat } = signed
  return Object.freeze({
    issuer: issuer.profile.issuer,
    tokenId: checked.tokenId,
    grantId: textOf(signed['grant_id']),
    sessionId: textOf(signed['sid']),
    subject: checked.subject,
    clientId: checked.clientId,
    issuedAt: typeof iat === 'number' ? iat : undefined,
    expiresAt: checked.times.expiresAt,
    claims: signed,
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
