import type { AuthError, TokenRequest } from '@countersign/core'
import { isUsageObserved, observeUsage, type AuthContext } from '@countersign/core/adapter'
import type { Request, Response } from 'express'
import { placeOf, routeTemplate } from './route-template.js'

/** Has the usage of the token published once the answer has ended. */
export function observe(
  req: Request,
  res: Response,
  request: TokenRequest,
  outcome: AuthContext['auth'] | AuthError,
): void {
  if (!isUsageObserved()) return
  const early = placeOf(req)
  observeUsage(res, request, outcome, () => {
    const late = placeOf(req)
    // Of a route that is the same more was known then.
    return { route: routeTemplate(late.route === early.route ? early : late) }
  })
}
