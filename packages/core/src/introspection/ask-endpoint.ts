import type { ResolvedIntrospection } from '../config/resolve-introspection.js'
import { DependencyError } from '../errors.js'
import { exchange, isOfType, problemOf, readBody } from '../keys/exchange.js'
import { parseJsonObject } from '../token/strict-json.js'
import { withDeadline } from '../keys/with-deadline.js'
import type { ClientCredentials } from './client-authentication.js'

/** What an introspection endpoint is asked with. */
export interface EndpointParts {
  readonly introspection: Pick<ResolvedIntrospection, 'endpoint' | 'response'>
  readonly authenticate: () => ClientCredentials | Promise<ClientCredentials>
  readonly fetch: typeof fetch
  /** Ends everything. */
  readonly signal: AbortSignal
}

/**
 * The endpoint does not introspect such tokens at all. Of an opaque one that says that it is none of the
 * provider's; a JWT was verified here, so that then the option is wrong.
 */
export class UnsupportedToken extends DependencyError {}

/** Seconds for everything. */
const TIMEOUT = 5
const MAX_BYTES = 65_536

const UNSUPPORTED = 'unsupported_token_type'

/** RFC 9701 §4, §5: what is asked for, and what has to come. */
const MEDIA_TYPES = {
  json: 'application/json',
  jwt: 'application/token-introspection+jwt',
} as const

/**
 * Asks an introspection endpoint about a token of the grammar of credentials (RFC 7662 §2.1), and gives
 * the bytes of its answer; rejects with a DependencyError for anything but an answer of status 200, in
 * the form that was asked for.
 */
export async function askEndpoint(token: string, parts: EndpointParts): Promise<Uint8Array> {
  const secrets = [token, encodeURIComponent(token)]
  try {
    return await withDeadline(TIMEOUT, parts.signal, async (signal) => {
      const once = (): Promise<Uint8Array> => askOnce(token, { ...parts, signal }, secrets)
      return once().catch((error: unknown) => {
        if (wasReset(error)) return once()
        throw error
      })
    })
  } catch (error) {
    throw unavailable(parts.introspection.endpoint, error, secrets)
  }
}

/** Sends one request. Adds to `secrets` what nothing may repeat. */
async function askOnce(
  token: string,
  { introspection, authenticate, fetch, signal }: EndpointParts,
  secrets: string[],
): Promise<Uint8Array> {
  const { headers, parameters } = await authenticate()
  secrets.push(...Object.values(headers), ...Object.values(parameters))
  const mediaType = MEDIA_TYPES[introspection.response]
  const request = {
    method: 'POST',
    headers: {
      accept: mediaType,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: formOf({ token, token_type_hint: 'access_token', ...parameters }),
  }
  const options = { fetch, timeout: TIMEOUT, signal }
  return exchange(introspection.endpoint, request, options, (response, end) =>
    readAnswer(response, mediaType, end),
  )
}

// What Node and its `fetch` say of a connection that the other end has closed.
const RESET = new Set<unknown>(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/**
 * Whether a connection that was kept open was closed just as it was used again. That is nobody's fault,
 * and `fetch` repeats no POST by itself; a question may be put twice.
 */
function wasReset(error: unknown): boolean {
  const { cause } = Object(error) as { readonly cause?: unknown }
  return RESET.has((Object(cause) as { readonly code?: unknown }).code)
}

/** Every parameter once. Without `URLSearchParams`, which spells a `~` as `%7E`. */
function formOf(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters)
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

async function readAnswer(
  response: Response,
  mediaType: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { status } = response
  if (status === 200 && isOfType(response, mediaType)) return readBody(response, MAX_BYTES, signal)
  if (status === 400 && isOfType(response, MEDIA_TYPES.json)) {
    // As RFC 7009 §2.2.1 has it, and some providers here.
    const error = parseJsonObject(await readBody(response, MAX_BYTES, signal))?.['error']
    if (error === UNSUPPORTED) throw new UnsupportedToken(UNSUPPORTED)
  }
  throw new Error(status === 200 ? `no ${mediaType}` : `status ${status}`)
}

/**
 * Without a cause: a `fetch` of the application's may put the request into what it throws, and with
 * it the token, or the secret.
 */
function unavailable(
  endpoint: string,
  error: unknown,
  secrets: readonly string[],
): DependencyError {
  const problem = problemOf(error)
  const { search } = new URL(endpoint)
  const isSecret = [...secrets, ...(search === '' ? [] : [search])].some((one) =>
    problem.includes(one),
  )
  const failure = introspectionFailure(endpoint, isSecret ? 'failed' : problem)
  return error instanceof UnsupportedToken ? new UnsupportedToken(failure.message) : failure
}

/** The endpoint is of no use just now, whatever the token is worth. */
export function introspectionFailure(endpoint: string, problem: string): DependencyError {
  const { origin, pathname } = new URL(endpoint)
  return new DependencyError(`Introspection at ${origin}${pathname}: ${problem}`)
}
