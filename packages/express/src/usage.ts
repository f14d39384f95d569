import type { AuthError, TokenRequest } from '@countersign/core'
import { isUsageObserved, observeUsage, type AuthContext } from '@countersign/core/adapter'
import type { Request, Response } from 'express'
import { routeTemplate } from './route-template.js'

/** Has the usage of the token published once the answer has ended. */
export function observe(
  req: Request,
  res: Response,
  request: TokenRequest,
  outcome: AuthContext['auth'] | AuthError,
): void {
  if (!isUsageObserved()) return
  // An error on its way up takes the mount path off the request, so the template is read early too.
  const early = routeTemplate(req)
  observeUsage(res, request, outcome, () => ({ route: early ?? routeTemplate(req) }))
}
