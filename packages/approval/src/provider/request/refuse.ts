import { errors, type KoaContextWithOIDC } from 'oidc-provider'

/** An error of the protocol with a status of its own, and the time after which trying again may help. */
export function refusal(
  code: string,
  description: string,
  status: number,
): errors.OIDCProviderError {
  const error = new errors.CustomOIDCProviderError(code, description)
  return Object.assign(error, { status, statusCode: status })
}

/** The client asks too much: it may go on after some seconds. */
export function tooMany(
  ctx: KoaContextWithOIDC,
  description: string,
  retryAfter: number,
): errors.OIDCProviderError {
  retryLater(ctx, retryAfter)
  return refusal('slow_down', description, 429)
}

/** The owner has said no, if only by a block (CIBA §13). */
export function denied(ctx: KoaContextWithOIDC, retryAfter: number): errors.OIDCProviderError {
  retryLater(ctx, retryAfter)
  return refusal('access_denied', 'The end-user does not want to be asked by this client now', 403)
}

function retryLater(ctx: KoaContextWithOIDC, seconds: number): void {
  ctx.set('Retry-After', String(Math.max(1, Math.ceil(seconds))))
}
