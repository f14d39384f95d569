import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { ApprovalState } from '../../state/approval-state.js'
import { partyKey } from '../../desk/party-key.js'
import { clientOf, exchangeOf } from '../exchange.js'

/** Seconds that a signed request is good for, at most (CIBA §7.1.1 leaves it open). */
const LONGEST_LIFE = 3_600
/** Seconds: as much as clocks may differ. */
const TOLERANCE = 10
/** Seconds that its use is remembered beyond its time, whatever the clocks of instances say. */
const MARGIN = 120
const LONGEST_ID = 256

type Claims = Readonly<Record<string, unknown>>

/** Checks what a signed request has to say of itself, beside what the library does. */
export function checkSignedClaims(ctx: KoaContextWithOIDC, claims: Claims): void {
  const { exp, iat, nbf, jti } = claims
  if (!isTime(exp) || !isTime(iat) || !isTime(nbf)) {
    throw refused('exp, iat and nbf are needed in the request object')
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) {
    throw refused('A jti is needed in the request object')
  }
  const now = Date.now() / 1000
  if (exp - nbf > LONGEST_LIFE || exp - now > LONGEST_LIFE || iat > now + TOLERANCE) {
    throw refused('The times of the request object are out of bounds')
  }
  exchangeOf(ctx).signedClaims = claims
}

/** Once its signature was checked: each is good for one request. */
export async function useSignedRequest(
  ctx: KoaContextWithOIDC,
  state: ApprovalState,
): Promise<void> {
  const claims = exchangeOf(ctx).signedClaims
  if (!claims) return
  const ttl = Math.ceil(Number(claims['exp']) - Date.now() / 1000) + MARGIN
  const key = partyKey('signed-request', clientOf(ctx).clientId, String(claims['jti']))
  if (await state.add(key, '1', Math.max(1, ttl))) return
  throw new errors.InvalidRequest('The request object was used before')
}

const isTime = (value: unknown): value is number => Number.isFinite(value)

function refused(description: string): Error {
  return new errors.InvalidRequestObject(description)
}
