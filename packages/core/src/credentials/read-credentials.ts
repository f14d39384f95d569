import type { Scheme } from '../authentication.js'
import { Refused } from '../refused.js'
import type { TokenRequest } from '../token-request.js'
import { readAuthorization } from './authorization-header.js'
import type { Credentials } from './credentials.js'
import { checkHost } from './host.js'
import { judgedLines, type Line } from './judged-lines.js'
import { bodyTokens, cookieTokens, queryTokens } from './parameters.js'
import { isProtectedTransport } from './transport.js'

/** Where tokens are taken from beside the header, all decided. */
export interface ResolvedSources {
  readonly body: boolean
  readonly query: boolean
  readonly cookie: string | undefined
}

/** What of the options decides about credentials. */
export interface CredentialRules {
  readonly sources: ResolvedSources
  readonly transport: 'tls' | 'any'
  /** In the order of their challenges. */
  readonly schemes: readonly Scheme[]
}

const NONE: readonly string[] = []

// Refusals of requests that have exposed no token.
const WITHOUT_TOKEN: ReadonlySet<string> = new Set(['missing_credentials', 'unsupported_scheme'])

/**
 * Steps 1 and 2: the one token of a request that came over a protected transport; throws Refused.
 * A request without credentials exposed nothing, so it gets the answer that tells it what to send.
 */
export function readCredentials(request: TokenRequest, rules: CredentialRules): Credentials {
  const { host, authorization } = judgedLines(request)
  checkHost(host)
  if (isProtectedTransport(request, rules.transport))
    return readToken(request, authorization, rules)
  try {
    readToken(request, authorization, rules)
  } catch (error) {
    if (error instanceof Refused && WITHOUT_TOKEN.has(error.reason)) throw error
  }
  throw new Refused('insecure_transport')
}

// RFC 6750 §2.1 b64token, which is RFC 9110 §11.2 token68.
const TOKEN68 = /^[\w\-.~+/]+=*$/

/** Whether a token is of the grammar of credentials. */
export function isToken68(token: string): boolean {
  return TOKEN68.test(token)
}

/**
 * Finds the one token of a request (RFC 6750 §2); throws Refused for none, for several, and for one
 * in a place that is switched off.
 */
function readToken(
  request: TokenRequest,
  authorization: Line,
  { sources, schemes }: CredentialRules,
): Credentials {
  const header = readAuthorization(authorization, schemes)
  const query = queryTokens(request.url)
  const body = bodyTokens(request)
  const cookie = sources.cookie === undefined ? NONE : cookieTokens(request, sources.cookie)
  const others = query.length + body.length + cookie.length
  if (others === 0) {
    if (header) return header
    throw new Refused('missing_credentials')
  }
  if (header || others > 1) throw new Refused('multiple_credentials')
  const disabled = (query.length > 0 && !sources.query) || (body.length > 0 && !sources.body)
  if (disabled) throw new Refused('disabled_source')

  const [token] = [...query, ...body, ...cookie]
  if (typeof token !== 'string') throw new Refused('malformed_credentials')
  // RFC 9449 §7.1 knows the header only.
  return { scheme: 'Bearer', token }
}
