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
  rawResponse,
  setHeaders,
  tokenRequest,
} from './http.js'
import { routeTemplate } from './route-template.js'

/** A request, and what answers it. */
export interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse
}

/**
 * Authenticates a request and checks its policies; at once where there is nothing to wait for. Never
 * throws, but rejects with an AuthException.
 */
export function checkRequest(
  verifier: Verifier<unknown>,
  exchange: Exchange,
  options: AuthenticateOptions,
  policies: readonly Policy[],
): Promise<void> | undefined {
  const { request, response } = exchange
  const described = tokenRequest(request)
  exposeHeaders(rawResponse(response), described)
  const context = authenticateAtOnce(verifier, described, options, contextOf(request))
  if (context instanceof Promise || policies.length > 0) {
    return checkLater(exchange, described, context, policies)
  }
  accept(exchange, context)
  return undefined
}

async function checkLater(
  exchange: Exchange,
  described: TokenRequest,
  pending: AuthContext | Promise<AuthContext>,
  policies: readonly Policy[],
): Promise<void> {
  try {
    const context = await pending
    accept(exchange, context)
    for (const policy of policies) await authorizeRequest(context, policy)
  } catch (error) {
    if (!isAuthError(error)) throw error
    observe(exchange, described, error)
    // Nest's exception filters know a status and a body, and no headers.
    setHeaders(exchange.response, error.headers)
    throw new AuthException(error)
  }
}

function accept(exchange: Exchange, context: AuthContext): void {
  keepContext(exchange.request, context)
  holdHeaders(rawResponse(exchange.response), context.responseHeaders)
  observe(exchange, context.request, context.auth)
}

function observe(
  { request, response }: Exchange,
  described: TokenRequest,
  outcome: UsageOutcome,
): void {
  if (!isUsageObserved()) return
  const details = (): UsageDetails => ({ route: routeTemplate(request) })
  observeUsage(rawResponse(response), described, outcome, details)
}
