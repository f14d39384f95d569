import type { AuthError, TokenRequest } from '@countersign/core'
import { isUsageObserved, observeUsage, type AuthContext } from '@countersign/core/adapter'
import type { ExtendableContext } from 'koa'

interface RoutedContext extends ExtendableContext {
  /** Left behind by @koa/router: the template of the route, its prefix included. */
  _matchedRoute?: string | RegExp
  /** Left behind by koa-mount, which takes fixed paths only. */
  mountPath?: string
}

/** Has the usage of the token published once the answer has ended. */
export function observe(
  ctx: RoutedContext,
  request: TokenRequest,
  outcome: AuthContext['auth'] | AuthError,
): void {
  if (!isUsageObserved()) return
  observeUsage(ctx.res, request, outcome, () => ({ route: routeTemplate(ctx) }))
}

function routeTemplate({
  _matchedRoute: route,
  mountPath = '',
}: RoutedContext): string | undefined {
  return route === undefined ? undefined : mountPath + String(route)
}
