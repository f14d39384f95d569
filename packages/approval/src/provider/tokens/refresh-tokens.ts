import type { KoaContextWithOIDC, RefreshToken } from 'oidc-provider'
import { exchangeOf } from '../exchange.js'

/**
 * Seconds that an approval with refresh tokens lasts, at most: thirty days from the first of them, however often
 * they are exchanged. Then the owner is asked again.
 */
export const REFRESH_LIFETIME = 2_592_000

/** Whether the owner was asked for them, and the client may still have them. */
export function mayRefresh(ctx: KoaContextWithOIDC): boolean {
  const mayHave = ctx.oidc.client?.grantTypeAllowed('refresh_token') === true
  return mayHave && exchangeOf(ctx).approval?.wish.offline === true
}

/** What is left of it: a token that takes the place of another one has no longer life. */
export function refreshLifetime(_ctx: KoaContextWithOIDC, token: RefreshToken): number {
  const age = Math.floor(Date.now() / 1000) - (token.iiat ?? 0)
  return Math.max(1, Math.min(REFRESH_LIFETIME, REFRESH_LIFETIME - age))
}
