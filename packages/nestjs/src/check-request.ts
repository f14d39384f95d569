import { isAuthError, type Policy, type Verifier } from '@countersign/core'
import {
  type AuthenticateOptions,
  authenticateRequest,
  authorizeRequest,
  contextOf,
  exposeHeaders,
  holdHeaders,
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

/** Authenticates a request and checks its policies; rejects with an AuthException. */
export async function checkRequest(
  verifier: Verifier<unknown>,
  request: HttpRequest,
  response: HttpResponse,
  options: AuthenticateOptions,
  policies: readonly Policy[],
): Promise<void> {
  const described = tokenRequest(request)
  const details = (): UsageDetails => ({ route: routeTemplate(request) })
  const observe = (outcome: UsageOutcome): void =>
    observeUsage(rawResponse(response), described, outcome, details)
  exposeHeaders(rawResponse(response), described)
  try {
    const earlier = contextOf(request)
    const context = await authenticateRequest(verifier, described, options, earlier)
    keepContext(request, context)
    holdHeaders(rawResponse(response), context.responseHeaders)
    observe(context.auth)
    for (const policy of policies) await authorizeRequest(context, policy)
  } catch (error) {
    if (!isAuthError(error)) throw error
    observe(error)
    // Nest's exception filters know a status and a body, and no headers.
    setHeaders(response, error.headers)
    throw new AuthException(error)
  }
}
