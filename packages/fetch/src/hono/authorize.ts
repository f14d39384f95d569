import { scopes, type Policy } from '@countersign/core'
import { onePolicy } from '@countersign/core/adapter'
import { authorizeCarrier } from '../exchange.js'
import type { HonoMiddleware } from './context.js'
import { answerable } from './refusal.js'

/**
 * Middleware that lets a request pass if its Authentication satisfies a policy.
 *
 * Comes after `authenticate`; without that, every request fails with a ConfigError. Throws a
 * ConfigError if the policy is malformed.
 */
export function authorize(...policies: [policy: Policy]): HonoMiddleware {
  const policy = onePolicy(policies)
  return async function authorize(c, next) {
    try {
      await authorizeCarrier(c, policy)
    } catch (error) {
      throw answerable(error)
    }
    await next()
  }
}

/** Middleware that asks for every one of the scopes: `authorize(scopes(...names))`. */
export function requireScopes(...names: string[]): HonoMiddleware {
  return authorize(scopes(...names))
}
