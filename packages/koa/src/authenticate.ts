import { isAuthError, type TokenRequest, type Verifier } from '@countersign/core'
import {
  authenticateAtOnce,
  checkAuthenticateOptions,
  contextOf,
  exposeHeaders,
  holdHeaders,
  keepContext,
  type AuthContext,
  type AuthenticateOptions,
} from '@countersign/core/adapter'
import type { Middleware, Next, ParameterizedContext } from 'koa'
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
  return function authenticate(ctx, next) {
    const request = tokenRequest(ctx)
    exposeHeaders(ctx.res, request)
    const context = authenticateAtOnce(verifier, request, options, contextOf(ctx.req))
    // What is there is not waited for.
    if (context instanceof Promise) return acceptLater(ctx, request, context, next)
    accept(ctx, context)
    return next()
  }
}

async function acceptLater(
  ctx: ParameterizedContext,
  request: TokenRequest,
  context: Promise<AuthContext>,
  next: Next,
): Promise<void> {
  try {
    accept(ctx, await context)
  } catch (error) {
    if (isAuthError(error)) observe(ctx, request, error)
    throw error
  }
  await next()
}

function accept(ctx: ParameterizedContext, context: AuthContext): void {
  keepContext(ctx.req, context)
  ctx.state.auth = context.auth
  holdHeaders(ctx.res, context.responseHeaders)
  observe(ctx, context.request, context.auth)
}
