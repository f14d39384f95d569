import type { AuthError, TokenRequest } from '@countersign/core'
import { isUsageObserved, observeUsage, type AuthContext } from '@countersign/core/adapter'
import { type HookReply, type HookRequest, nodeResponse } from './hook.js'

/** Has the usage of the token published once the answer has ended, if Fastify sends it or not. */
export function observe(
  request: HookRequest,
  reply: HookReply,
  seen: TokenRequest,
  outcome: AuthContext['auth'] | AuthError,
): void {
  if (!isUsageObserved()) return
  // Now: `reply.callNotFound()` takes the route off the request.
  const { url: route } = request.routeOptions
  observeUsage(nodeResponse(reply), seen, outcome, () => ({ route }))
}
