import { isAuthError, scopes, type Policy } from '@countersign/core'
import { authorizeRequest, contextOf, onePolicy } from '@countersign/core/adapter'
import { type Hook, type HookReply, type HookRequest } from './hook.js'
import { refuse } from './refuse.js'
import { observe } from './usage.js'

/**
 * A hook that lets a request pass if its Authentication satisfies a policy.
 *
 * Comes after `authenticate`, as the same hook or as a later one; without that, every request fails
 * with a ConfigError. As `preHandler` the policy may look at a parsed body. Throws a ConfigError if the
 * policy is malformed.
 */
export function authorize(...policies: [policy: Policy]): Hook {
  const policy = onePolicy(policies)
  return function authorize(request, reply, done) {
    void check(policy, request, reply, done)
  }
}

/** A hook that asks for every one of the scopes: `authorize(scopes(...names))`. */
export function requireScopes(...names: string[]): Hook {
  return authorize(scopes(...names))
}

async function check(
  policy: Policy,
  request: HookRequest,
  reply: HookReply,
  done: (error?: Error) => void,
): Promise<void> {
  const context = contextOf(request)
  try {
    await authorizeRequest(context, policy)
  } catch (error) {
    if (context && isAuthError(error)) observe(request, reply, context.request, error)
    refuse(error, done)
    return
  }
  done()
}
