import type { Authentication, Verifier } from '@countersign/core'
import type { NextFunction, Request, Response } from 'express'
import { authOf } from './auth-of.js'
import { middleware, type Middleware } from './middleware.js'
import { setAuth } from './set-auth.js'

/** An Express request whose `auth` is there, and typed. */
export type AuthenticatedRequest<Claims, Params = Request['params']> = Request<Params> & {
  auth: Authentication<Claims>
}

/**
 * A handler whose `req.auth` is typed from the verifier. The parameters of the path are typed only
 * in a handler that is passed to Express itself: there, use {@link authOf}.
 *
 * Comes after `authenticate`, and fails as `authOf` does. What the handler throws, or rejects with,
 * goes to `next`, in Express 4 too.
 */
export function withAuth<Claims, Params = Request['params']>(
  verifier: Verifier<Claims>,
  handler: (
    req: AuthenticatedRequest<Claims, Params>,
    res: Response,
    next: NextFunction,
  ) => unknown,
): Middleware {
  return middleware<Params>(async function withAuth(req, res, next) {
    try {
      setAuth(req, authOf(verifier, req))
      await handler(req as AuthenticatedRequest<Claims, Params>, res, next)
    } catch (error) {
      next(error)
    }
  })
}
