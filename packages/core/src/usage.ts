import type { Authentication } from './authentication.js'
import { USAGE } from './channels.js'
import { isAuthError, type AuthError } from './errors.js'
import { refusedTokenOf } from './refused-token.js'
import type { TokenRequest } from './token-request.js'
import { type KnownToken, knownByAuthentication } from './token/known-token.js'
import { usageClient, type UsageClient } from './usage-client.js'

/** The part of `http.ServerResponse` that {@link observeUsage} needs. */
export interface ObservedResponse {
  readonly statusCode: number
  /** Whether anything of the answer has been sent; `undefined` counts as true. */
  readonly headersSent?: boolean
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

/** What has to be found out when a request comes. */
interface Seen {
  /** As `performance.now()` tells it. */
  readonly begun: number
  readonly client: UsageClient
}

interface Usage {
  readonly seen: Seen
  /** Nobody was there any more to send an answer to. */
  readonly isGone: boolean
  auth: Authentication<unknown> | undefined
  refused: AuthError | undefined
  /** Whether the application has gone on after the refusal, and somebody was accepted. */
  isOvercome: boolean
  readonly details: (() => UsageDetails)[]
}

/** What nginx tells where the client left before there was an answer. */
const NOTHING_SENT = 499

const observed = new WeakMap<object, Usage>()
const looks = new WeakMap<TokenRequest, Seen>()

/** Whether anybody listens to `countersign:usage`: if not, nothing need be found out for it. */
export function isUsageObserved(): boolean {
  return USAGE.hasSubscribers
}

/** Has a look at a request that may have to wait for a while: its client may be gone by then. */
export function noteRequest(request: TokenRequest): void {
  if (USAGE.hasSubscribers) looks.set(request, look(request))
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
  if (isAuthError(outcome)) {
    usage.refused = outcome
    usage.isOvercome = false
  } else if (outcome) {
    usage.auth = outcome
    usage.isOvercome = true
  }
  // The latest first: inside a router more of the template is known than in front of it.
  usage.details.unshift(details)
}

function look(request: TokenRequest): Seen {
  return { begun: performance.now(), client: usageClient(request) }
}

function begin(response: ObservedResponse, request: TokenRequest): Usage {
  const usage: Usage = {
    seen: looks.get(request) ?? look(request),
    isGone: response.destroyed === true,
    auth: undefined,
    refused: undefined,
    isOvercome: false,
    details: [],
  }
  observed.set(response, usage)
  const end = (): void => publish(usage, response, request)
  if (usage.isGone) setImmediate(end)
  else response.once('close', end)
  return usage
}

function publish(usage: Usage, response: ObservedResponse, request: TokenRequest): void {
  const { auth, seen } = usage
  const { begun, client } = seen
  const refused = refusalOf(usage, response)
  const known = knownOf(auth, refused)
  const identity = known?.identity
  USAGE.publish({
    decision: refused ? 'refused' : auth ? 'accepted' : 'anonymous',
    reason: refused?.reason,
    method: request.method,
    route: routeOf(usage),
    status: usage.isGone || response.headersSent === false ? NOTHING_SENT : response.statusCode,
    issuer: identity?.issuer,
    subject: identity?.subject,
    clientId: identity?.clientId,
    tokenId: identity?.tokenId,
    grantId: identity?.grantId,
    approvalId: identity?.approvalId,
    scheme: identity?.scheme,
    kind: known?.kind,
    binding: known?.binding,
    duration: performance.now() - begun,
    remoteAddress: client.remoteAddress,
    userAgent: client.userAgent,
    tls: client.tls,
  })
}

/** An application may get over a refusal, as by asking another verifier. Then it answers otherwise. */
function refusalOf(
  { refused, isOvercome }: Usage,
  { statusCode }: ObservedResponse,
): AuthError | undefined {
  return isOvercome && refused?.status !== statusCode ? undefined : refused
}

function knownOf(
  auth: Authentication<unknown> | undefined,
  refused: AuthError | undefined,
): KnownToken | undefined {
  return (refused && refusedTokenOf(refused)) ?? (auth && knownByAuthentication(auth))
}

function routeOf({ details }: Usage): string | undefined {
  try {
    return details.map((ask) => ask().route).find((route) => route !== undefined)
  } catch {
    // An error in a listener of 'close' would end the process; a usage without its route does not.
    return undefined
  }
}
