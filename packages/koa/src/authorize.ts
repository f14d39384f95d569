import { isAuthError, scopes, type Policy } from '@countersign/core'
import { authorizeRequest, contextOf, onePolicy } from '@countersign/core/adapter'
import type { Middleware } from 'koa'
import { observe } from './usage.js'

/**
 * Middleware that lets a request pass if its Authentication satisfies a policy.
 *
 * Comes after `authenticate`; without that, every request fails with a ConfigError. Throws a
 * ConfigError if the policy is malformed.
 */
export function authorize(...policies: [policy: Policy]): Middleware {
  const policy = onePolicy(policies)
  return async function authorize(ctx, next) {
    const context = contextOf(ctx.req)
    try {
      await authorizeRequest(context, policy)
    } catch (error) {
      if (context && isAuthError(error)) observe(ctx, context.request, error)
      throw error
    }
    await next()
  }
}

/** Middleware that asks for every one of the scopes: `authorize(scopes(...names))`. */
export function requireScopes(...names: string[]): Middleware {
  return authorize(scopes(...names))
}
