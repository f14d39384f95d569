import { isAuthError, type TokenRequest } from '@countersign/core'
import {
  isUsageObserved,
  type ObservedResponse,
  observeUsage,
  type UsageOutcome,
} from '@countersign/core/adapter'
import type { FieldInfo } from './graphql-arguments.js'

/** Of each operation, whether a field was refused already. */
const told = new WeakMap<object, 'accepted' | 'refused'>()

/**
 * Tells of an operation once that it was accepted, by its first field, and once that it was refused, by
 * the first field that was: however many fields there are, and whatever they are called.
 */
export function tellUsage(
  operation: object,
  response: ObservedResponse | undefined,
  request: TokenRequest,
  outcome: UsageOutcome,
  { parentType, fieldName }: FieldInfo,
): void {
  if (!isUsageObserved()) return
  const earlier = told.get(operation)
  const isRefused = isAuthError(outcome)
  if (earlier === 'refused' || (earlier && !isRefused)) return
  told.set(operation, isRefused ? 'refused' : 'accepted')
  const route = `${parentType.name}.${fieldName}`
  const answer = response ?? answered(isRefused ? outcome.status : 200)
  observeUsage(answer, request, outcome, () => ({ route }))
}

/** In the place of a response that nobody has at hand, or that there is none of: it ends at once. */
function answered(statusCode: number): ObservedResponse {
  return { statusCode, once: (_event, listener) => setImmediate(listener) }
}
