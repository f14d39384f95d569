import type { Authentication } from './authentication.js'
import { USAGE } from './channels.js'
import { isAuthError, type AuthError } from './errors.js'
import type { TokenRequest } from './token-request.js'

/** The part of `http.ServerResponse` that {@link observeUsage} needs. */
export interface ObservedResponse {
  readonly statusCode: number
  /** Whether the connection is gone already, and 'close' with it. */
  readonly destroyed?: boolean
  once(event: 'close', listener: () => void): unknown
}

/** What only the adapter knows of a request; asked for once its answer has ended. */
export interface UsageDetails {
  /** Template of the matched route, never the raw path; `undefined` where none matched. */
  readonly route: string | undefined
}

/** How one part of an adapter decided: who it was, or why not; `undefined`: nobody, and that is fine. */
export type UsageOutcome = Authentication<unknown> | AuthError | undefined

interface Usage {
  auth: Authentication<unknown> | undefined
  refused: AuthError | undefined
  readonly details: (() => UsageDetails)[]
}

const observed = new WeakMap<object, Usage>()

/** Whether anybody listens to `countersign:usage`: if not, nothing need be found out for it. */
export function isUsageObserved(): boolean {
  return USAGE.hasSubscribers
}

/**
 * Publishes `countersign:usage` when an answer has ended, once for each answer.
 *
 * An adapter calls it when it has authenticated, and again when a policy has refused: the message
 * then says both, who it was and why not. Costs nothing where nobody listens.
 */
export function observeUsage(
  response: ObservedResponse,
  request: TokenRequest,
  outcome: UsageOutcome,
  details: () => UsageDetails,
): void {
  if (!USAGE.hasSubscribers) return
  const usage = observed.get(response) ?? begin(response, request)
  if (isAuthError(outcome)) usage.refused = outcome
  else usage.auth = outcome ?? usage.auth
  // The latest first: inside a router more of the template is known than in front of it.
  usage.details.unshift(details)
}

function begin(response: ObservedResponse, request: TokenRequest): Usage {
  const usage: Usage = { auth: undefined, refused: undefined, details: [] }
  observed.set(response, usage)
  const end = (): void => publish(usage, response, request)
  if (response.destroyed === true) setImmediate(end)
  else response.once('close', end)
  return usage
}

function publish(usage: Usage, response: ObservedResponse, request: TokenRequest): void {
  const { auth, refused } = usage
  USAGE.publish({
    decision: refused ? 'refused' : auth ? 'accepted' : 'anonymous',
    reason: refused?.reason,
    method: request.method,
    route: routeOf(usage),
    status: response.statusCode,
    issuer: auth?.issuer,
    subject: auth?.subject,
    clientId: auth?.clientId,
    tokenId: auth?.tokenId,
    scheme: auth?.scheme,
  })
}

function routeOf({ details }: Usage): string | undefined {
  try {
    return details.map((ask) => ask().route).find((route) => route !== undefined)
  } catch {
    // An error in a listener of 'close' would end the process; a usage without its route does not.
    return undefined
  }
}
