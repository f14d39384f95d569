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
import { middleware, type Middleware } from './middleware.js'
import { tokenRequest } from './token-request.js'
import { observe } from './usage.js'

/**
 * Middleware that authenticates every request, and sets `req.auth` to its Authentication.
 *
 * A refused request goes to `next(error)` with an AuthError, which Express answers with its status
 * and challenge. Throws a ConfigError if the verifier or an option is malformed.
 */
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: AuthenticateOptions = {},
): Middleware {
  checkAuthenticateOptions(verifier, options)
  return middleware(async function authenticate(req, res, next) {
    const request = tokenRequest(req)
    exposeHeaders(res, request)
    try {
      const context = await authenticateRequest(verifier, request, options, contextOf(req))
      keepContext(req, context)
      ;(req as { auth?: unknown }).auth = context.auth
      holdHeaders(res, context.responseHeaders)
      observe(req, res, context.request, context.auth)
    } catch (error) {
      if (isAuthError(error)) observe(req, res, request, error)
      next(error)
      return
    }
    next()
  })
}
