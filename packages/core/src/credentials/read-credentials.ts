import { Refused } from '../refused.js'
import type { TokenRequest } from '../token-request.js'
import { readAuthorization } from './authorization-header.js'
import { bodyTokens, cookieTokens, queryTokens } from './parameters.js'
import { isProtectedTransport } from './transport.js'

/** Where tokens are taken from beside the header, all decided. */
export interface ResolvedSources {
  readonly body: boolean
  readonly query: boolean
  readonly cookie: string | undefined
}

// RFC 6750 §2.1 b64token, which is RFC 9110 §11.2 token68.
const TOKEN68 = /^[\w\-.~+/]+=*$/

// Refusals of requests that have exposed no token.
const WITHOUT_TOKEN: ReadonlySet<string> = new Set(['missing_credentials', 'unsupported_scheme'])

/**
 * Steps 1 and 2: the one token of a request that came over a protected transport; throws Refused.
 * A request without credentials exposed nothing, so it gets the answer that tells it what to send.
 */
export function readCredentials(
  request: TokenRequest,
  config: { readonly sources: ResolvedSources; readonly transport: 'tls' | 'any' },
): string {
  if (isProtectedTransport(request, config.transport)) return readToken(request, config.sources)
  try {
    readToken(request, config.sources)
  } catch (error) {
    if (error instanceof Refused && WITHOUT_TOKEN.has(error.reason)) throw error
  }
  throw new Refused('insecure_transport')
}

/**
 * Finds the one token of a request (RFC 6750 §2); throws Refused for none, for several, for one in
 * a place that is switched off, and for one that is not of the grammar.
 */
function readToken(request: TokenRequest, sources: ResolvedSources): string {
  const header = readAuthorization(request)
  const query = queryTokens(request.url)
  const body = bodyTokens(request)
  const cookie = sources.cookie === undefined ? [] : cookieTokens(request, sources.cookie)

  const all: readonly unknown[] = [...header, ...query, ...body, ...cookie]
  if (all.length === 0) throw new Refused('missing_credentials')
  if (all.length > 1) throw new Refused('multiple_credentials')
  const disabled = (query.length > 0 && !sources.query) || (body.length > 0 && !sources.body)
  if (disabled) throw new Refused('disabled_source')

  const [token] = all
  if (typeof token !== 'string' || !TOKEN68.test(token)) throw new Refused('malformed_credentials')
  return token
}
