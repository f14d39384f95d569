import type { AuthError, TokenRequest } from '@countersign/core'
import { isUsageObserved, observeUsage, type AuthContext } from '@countersign/core/adapter'
import type { ExtendableContext } from 'koa'

type Path = string | RegExp

interface RoutedContext extends ExtendableContext {
  /** Left behind by @koa/router: the template of what it has run last, its prefix included. */
  _matchedRoute?: Path
  /** The same of all that it has found for the path; middleware has no methods. */
  matched?: readonly { readonly path: Path; readonly methods: readonly string[] }[]
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

function routeTemplate(ctx: RoutedContext): string | undefined {
  const route = routeOf(ctx)
  return route === undefined ? undefined : (ctx.mountPath ?? '') + String(route)
}

/** Of the route that middleware is in front of, where it has refused. */
function routeOf({ _matchedRoute: last, matched = [], req }: RoutedContext): Path | undefined {
  const isMiddleware = matched.some(({ path, methods }) => path === last && methods.length === 0)
  if (!isMiddleware) return last
  return matched.findLast(({ methods }) => methods.includes(req.method ?? ''))?.path
}
