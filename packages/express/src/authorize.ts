import { isAuthError, scopes, type Policy } from '@countersign/core'
import { authorizeRequest, contextOf, onePolicy } from '@countersign/core/adapter'
import { middleware, type Middleware } from './middleware.js'
import { observe } from './usage.js'

/**
 * Middleware that lets a request pass if its Authentication satisfies a policy.
 *
 * Comes after `authenticate`; without that, every request fails with a ConfigError. Throws a
 * ConfigError if the policy is malformed.
 */
export function authorize(...policies: [policy: Policy]): Middleware {
  const policy = onePolicy(policies)
  return middleware(async function authorize(req, res, next) {
    const context = contextOf(req)
    try {
      await authorizeRequest(context, policy)
      if (context) observe(req, res, context.request, context.auth)
    } catch (error) {
      if (context && isAuthError(error)) observe(req, res, context.request, error)
      next(error)
      return
    }
    next()
  })
}

/** Middleware that asks for every one of the scopes: `authorize(scopes(...names))`. */
export function requireScopes(...names: string[]): Middleware {
  return authorize(scopes(...names))
}
