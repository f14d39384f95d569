import { isAuthError, type Verifier } from '@countersign/core'
import {
  authenticateRequest,
  checkAuthenticateOptions,
  contextOf,
  exposeHeaders,
  holdHeaders,
  keepContext,
  type AuthenticateOptions,
} from '@countersign/core/adapter'
import type { Middleware } from 'koa'
import type { AuthState, OptionalAuthState } from './auth-state.js'
import { tokenRequest } from './token-request.js'
import { observe } from './usage.js'

/**
 * Middleware that authenticates every request, and sets `ctx.state.auth` to its Authentication.
 *
 * A refused request throws an AuthError, which Koa answers with its status and challenge. Throws a
 * ConfigError if the verifier or an option is malformed.
 */
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options?: { optional?: false },
): Middleware<AuthState<Verifier<Claims>>>
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: AuthenticateOptions,
): Middleware<OptionalAuthState<Verifier<Claims>>>
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: AuthenticateOptions = {},
): Middleware {
  checkAuthenticateOptions(verifier, options)
  return async function authenticate(ctx, next) {
    const request = tokenRequest(ctx)
    exposeHeaders(ctx.res, request)
    try {
      const earlier = contextOf(ctx.req)
      const context = await authenticateRequest(verifier, request, options, earlier)
      keepContext(ctx.req, context)
      ctx.state.auth = context.auth
      holdHeaders(ctx.res, context.responseHeaders)
      observe(ctx, context.request, context.auth)
    } catch (error) {
      if (isAuthError(error)) observe(ctx, request, error)
      throw error
    }
    await next()
  }
}
