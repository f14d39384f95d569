import { allOf, type Policy } from '@countersign/core'
import { authorizeRequest, type AuthContext } from '@countersign/core/adapter'
import type { Call } from './messages.js'
import type { DemandsOf } from './operations.js'

/**
 * Checks what a request and the calls in it need; rejects with an AuthError. Returns the operation, in
 * words of the application's own. One answer names everything that is missing, whatever is missing.
 */
export async function checkOperations(
  context: AuthContext,
  policy: Policy | undefined,
  calls: readonly Call[] | undefined,
  demandsOf: DemandsOf | undefined,
): Promise<{ operation: string | undefined; refusal: unknown }> {
  const demands = demandsOf && calls ? calls.flatMap((call) => demandsOf(call)) : []
  const operation = demands.find((demand) => demand.operation !== undefined)?.operation
  const all = [...new Set([...(policy ? [policy] : []), ...demands.map((demand) => demand.policy)])]
  const whole = all.length > 1 ? allOf(...all) : all[0]
  try {
    // Not `null` and the like, which a function may return: who is no policy is said to be none.
    if (whole !== undefined) await authorizeRequest(context, whole)
    return { operation, refusal: undefined }
  } catch (refusal) {
    return { operation, refusal }
  }
}
