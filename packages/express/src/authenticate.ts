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
import type { NextFunction, Request, Response } from 'express'
import { middleware, type Middleware } from './middleware.js'
import { setAuth } from './set-auth.js'
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
  return middleware(function authenticate(req, res, next) {
    const request = tokenRequest(req)
    exposeHeaders(res, request)
    const context = authenticateAtOnce(
      verifier,
      request,
      options,
      contextOf(req, request.rawHeaders),
    )
    // What is there is not waited for.
    if (context instanceof Promise) return acceptLater({ req, res, request, context, next })
    accept(req, res, request, context)
    return next()
  })
}

interface Pending {
  readonly req: Request
  readonly res: Response
  readonly request: TokenRequest
  readonly context: Promise<AuthContext>
  readonly next: NextFunction
}

async function acceptLater({ req, res, request, context, next }: Pending): Promise<void> {
  try {
    accept(req, res, request, await context)
  } catch (error) {
    if (isAuthError(error)) observe(req, res, request, error)
    next(error)
    return
  }
  next()
}

function accept(req: Request, res: Response, request: TokenRequest, context: AuthContext): void {
  keepContext(req, context, request.rawHeaders)
  setAuth(req, context.auth)
  holdHeaders(res, context.responseHeaders)
  observe(req, res, context.request, context.auth)
}
