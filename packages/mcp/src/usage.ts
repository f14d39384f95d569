import type { ServerResponse } from 'node:http'
import type { AuthError } from '@countersign/core'
import { isUsageObserved, observeUsage, type AuthContext } from '@countersign/core/adapter'
import type { Pass } from './mcp-auth.js'
import type { NodeRequest } from './token-request.js'

/** Has the usage of the token published once the answer has ended. */
export function observe(
  req: NodeRequest,
  res: ServerResponse,
  pass: Pass,
  outcome: AuthContext['auth'] | AuthError,
): void {
  if (!isUsageObserved()) return
  const path = pathOf(req)
  observeUsage(res, pass.request, outcome, () => ({ route: pass.operation ?? path }))
}

/** What Express has matched, unless it is mounted below something that a client may have named. */
function pathOf({ route, baseUrl = '' }: NodeRequest): string | undefined {
  return baseUrl === '' && typeof route?.path === 'string' ? route.path : undefined
}
