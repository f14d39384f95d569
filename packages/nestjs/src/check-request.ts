import { isAuthError, type Policy, type TokenRequest, type Verifier } from '@countersign/core'
import {
  type AuthContext,
  type AuthenticateOptions,
  authenticateAtOnce,
  authorizeRequest,
  contextOf,
  exposeHeaders,
  holdHeaders,
  isUsageObserved,
  keepContext,
  observeUsage,
  type UsageDetails,
  type UsageOutcome,
} from '@countersign/core/adapter'
import { AuthException } from './auth.exception.js'
import {
  type HttpRequest,
  type HttpResponse,
  type HttpTokenRequest,
  type NodeResponse,
  setHeaders,
  tokenRequest,
} from './http.js'
import { routeTemplate } from './route-template.js'

/** A request, and what answers it. */
export interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse
  /** Node's own response. */
  readonly rawResponse: NodeResponse
}

/**
 * Authenticates a request and checks its policies; at once where there is nothing to wait for. Gives
 * what it has kept with the request. Never throws, but rejects with an AuthException.
 */
export function checkRequest(
  verifier: Verifier<unknown>,
  exchange: Exchange,
  options: AuthenticateOptions,
  policies: readonly Policy[],
): AuthContext | Promise<AuthContext> {
  const { request, rawResponse } = exchange
  const described = tokenRequest(request)
  exposeHeaders(rawResponse, described)
  const earlier = contextOf(request, described.ownHeaders)
  const context = authenticateAtOnce(verifier, described, options, earlier)
  if (context instanceof Promise || policies.length > 0) {
    return checkLater(exchange, described, context, policies)
  }
  accept(exchange, described, context)
  return context
}

async function checkLater(
  exchange: Exchange,
  described: HttpTokenRequest,
  pending: AuthContext | Promise<AuthContext>,
  policies: readonly Policy[],
): Promise<AuthContext> {
  try {
    const context = await pending
    accept(exchange, described, context)
    for (const policy of policies) await authorizeRequest(context, policy)
    return context
  } catch (error) {
    if (!isAuthError(error)) throw error
    observe(exchange, described, error)
    // Nest's exception filters know a status and a body, and no headers.
    setHeaders(exchange.response, error.headers)
    throw new AuthException(error)
  }
}

function accept(exchange: Exchange, described: HttpTokenRequest, context: AuthContext): void {
  keepContext(exchange.request, context, described.ownHeaders)
  holdHeaders(exchange.rawResponse, context.responseHeaders)
  observe(exchange, context.request, context.auth)
}

function observe(
  { request, rawResponse }: Exchange,
  described: TokenRequest,
  outcome: UsageOutcome,
): void {
  if (!isUsageObserved()) return
  const details = (): UsageDetails => ({ route: routeTemplate(request) })
  observeUsage(rawResponse, described, outcome, details)
}
