// For people who write an adapter: everything that is not a translation between one framework and
// the core happens here, so that all adapters answer alike. Applications do not need it.
import { verifyAtOnce } from './at-once.js'
import type { Authentication } from './authentication.js'
import type { AuthContext } from './auth-context.js'
import { beyondRequestsOf } from './beyond-requests.js'
import { assertObject } from './config/assert.js'
import { ConfigError, isAuthError } from './errors.js'
import type { Policy } from './policy/policy.js'
import { NO_HEADERS } from './no-headers.js'
import { metadataAnswer, type PlainAnswer } from './protected-resource.js'
import { assertPolicy } from './policy/combinators.js'
import { publishRefusal } from './report.js'
import { responseHeadersFor } from './response-headers.js'
import type { TokenRequest } from './token-request.js'
import { noteRequest } from './usage.js'
import type { Verifier } from './verifier-types.js'

export { contextOf, keepContext } from './auth-context.js'
export { authorizationLines } from './credentials/joined-lines.js'
export { exposedNames, exposeHeaders } from './expose-headers.js'
export { holdHeaders } from './hold-headers.js'
export { methodSent } from './method-sent.js'
export { problemAnswer } from './problem-answer.js'
export { propertyOf } from './property-of.js'
export { sendableError } from './sendable-error.js'
export { statusText } from './status-text.js'
export { isUsageObserved, observeUsage } from './usage.js'

export { connectionOf, mergedConnection } from './web/connection.js'
export { exposedBy, finishWebAnswer } from './web/finish-web-answer.js'
export { webTokenRequest } from './web/token-request.js'
export { WebAnswer, webAnswerTo } from './web/web-answer.js'

export type { AuthContext } from './auth-context.js'
export type { PlainAnswer } from './protected-resource.js'
export type { ExposingResponse } from './expose-headers.js'
export type { HeldResponse } from './hold-headers.js'
export type { Sent } from './method-sent.js'
export type {
  BunPlatform,
  Connection,
  DenoPlatform,
  KnownConnection,
  NodePlatform,
  Platform,
} from './web/connection.js'
export type { WebExchange } from './web/finish-web-answer.js'
export type { Shown } from './web/token-request.js'
export type { ObservedResponse, UsageDetails, UsageOutcome } from './usage.js'

/** Options of every adapter's `authenticate`. */
export interface AuthenticateOptions {
  /** Let requests without credentials pass. Bad credentials never do. Default false. */
  optional?: boolean
}

/** Throws a ConfigError unless `authenticate` was given a verifier and well-formed options. */
export function checkAuthenticateOptions(
  verifier: unknown,
  options: AuthenticateOptions = {},
): void {
  assertObject('options', options)
  const candidate = verifier as Partial<Verifier> | null | undefined
  if (typeof candidate?.verifyRequest !== 'function') {
    throw new ConfigError('verifier', 'must be what createVerifier() returned')
  }
  for (const [name, value] of Object.entries(options)) {
    if (name !== 'optional') throw new ConfigError(name, 'is not an option of authenticate()')
    if (value !== undefined && typeof value !== 'boolean') {
      throw new ConfigError('optional', 'must be true or false')
    }
  }
}

/**
 * The one policy that `authorize` was given; throws a ConfigError unless it is one, and the only
 * one: a second one that nobody looks at would be a check that is not made.
 */
export function onePolicy(policies: readonly [policy: Policy]): Policy {
  const [policy, ...others]: readonly unknown[] = policies
  if (others.length > 0)
    throw new ConfigError('authorize', 'takes one policy: join them by allOf()')
  assertPolicy('authorize', policy)
  return policies[0]
}

/**
 * Authenticates one request; rejects with an AuthError.
 *
 * `earlier` is what an `authenticate` in front of this one found. The same verifier does not verify
 * a request twice: a proof that works once would be refused the second time.
 */
export async function authenticateRequest<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
  options: AuthenticateOptions = {},
  earlier?: AuthContext,
): Promise<AuthContext<Claims>> {
  return authenticateAtOnce(verifier, request, options, earlier)
}

/**
 * The same, and no promise of it where nothing has to be waited for. Never throws, but rejects.
 */
export function authenticateAtOnce<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
  options: AuthenticateOptions = {},
  earlier?: AuthContext,
): AuthContext<Claims> | Promise<AuthContext<Claims>> {
  if (earlier?.verifier === verifier && earlier.auth) return earlier as AuthContext<Claims>
  const auth = verifyAtOnce(verifier, request)
  if (!(auth instanceof Promise)) return authenticated(verifier, request, auth)
  noteRequest(request)
  return authenticateLater(verifier, request, options, auth)
}

async function authenticateLater<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
  options: AuthenticateOptions,
  auth: Promise<Authentication<Claims>>,
): Promise<AuthContext<Claims>> {
  try {
    return authenticated(verifier, request, await auth)
  } catch (error) {
    const absent = isAuthError(error) && error.reason === 'missing_credentials'
    if (absent && options.optional !== true) publishRefusal(error)
    if (!absent || options.optional !== true) throw error
    return { verifier, request, auth: undefined, refusal: error, responseHeaders: NO_HEADERS }
  }
}

function authenticated<Claims>(
  verifier: Verifier<Claims>,
  request: TokenRequest,
  auth: Authentication<Claims>,
): AuthContext<Claims> {
  const responseHeaders = responseHeadersFor(request, auth)
  return { verifier, request, auth, refusal: undefined, responseHeaders }
}

/**
 * Authenticates a message that came over no HTTP, by what its metadata has for `authorization`: each
 * value, such as `Bearer …`. Rejects with an AuthError, also for two of them, and for a token that is
 * bound to a key: there is no request that a proof could be for. How the message came is not checked.
 *
 * Policies see a request without method and URL, whose `raw` is the message.
 */
export async function authenticateMessage<Claims>(
  verifier: Verifier<Claims>,
  message: { readonly authorization: readonly unknown[]; readonly raw: unknown },
  options: AuthenticateOptions = {},
): Promise<AuthContext<Claims>> {
  const { authorization, raw } = message
  const request: TokenRequest = { method: '', url: '', headers: {}, secure: false, raw }
  const token = beyondRequestsOf(verifier).readToken(authorization)
  const auth = token.then((bare) => verifier.verifyToken(bare))
  return authenticateLater(verifier, request, options, auth)
}

/**
 * Checks once more what an Authentication was made from, as for the next message on a connection: its
 * times, that the key which signed its token is still published, and that nobody has withdrawn it.
 * Gives what holds now: an introspection endpoint may say something new of an opaque token.
 *
 * No proof is asked for, and none is replayed: that the sender holds the key was seen when the
 * connection began. Rejects with an AuthError; `countersign:refused` is told, `countersign:verified` is
 * not. Rejects with a ConfigError for a copy of an Authentication, and for a verifier that is not
 * what `createVerifier()` returned.
 */
export async function recheck<Claims>(
  verifier: Verifier<Claims>,
  auth: Authentication<Claims>,
): Promise<Authentication<Claims>> {
  return beyondRequestsOf(verifier).recheck(auth) as Promise<Authentication<Claims>>
}

/**
 * Seconds until {@link recheck} refuses an Authentication for its age, by the verifier's clock and with
 * its tolerance; 0 and less: it does so now. Throws a ConfigError where that rejects with one.
 */
export function secondsLeft(verifier: Verifier<unknown>, auth: Authentication<unknown>): number {
  return beyondRequestsOf(verifier).secondsLeft(auth)
}

/** Checks a policy on an authenticated request; rejects with an AuthError. */
export async function authorizeRequest(
  context: AuthContext | undefined,
  policy: Policy,
): Promise<void> {
  const auth = authenticationOf(context)
  await context?.verifier.authorize(auth, policy, context.request)
}

/**
 * The Authentication of a request. Throws a ConfigError where `authenticate` never ran, or ran with
 * another verifier; throws the 401 challenge where credentials were optional and did not come,
 * unless `optional` is said here too.
 */
export function authenticationOf<Claims>(
  context: AuthContext | undefined,
  verifier?: Verifier<Claims>,
  options?: { optional?: false },
): Authentication<Claims>
export function authenticationOf<Claims>(
  context: AuthContext | undefined,
  verifier: Verifier<Claims> | undefined,
  options: AuthenticateOptions,
): Authentication<Claims> | undefined
export function authenticationOf<Claims>(
  context: AuthContext | undefined,
  verifier?: Verifier<Claims>,
  options: AuthenticateOptions = {},
): Authentication<Claims> | undefined {
  if (!context) {
    throw new ConfigError('authenticate', 'must run before what needs an authenticated request')
  }
  if (verifier && context.verifier !== verifier) {
    throw new ConfigError('verifier', 'is not the one that authenticated this request')
  }
  if (context.auth) return context.auth as Authentication<Claims>
  if (options.optional === true) return undefined
  const { refusal } = context
  if (!refusal) throw new ConfigError('authenticate', 'kept no reason for a missing identity')
  publishRefusal(refusal)
  throw refusal
}

/** Every value of each header, also where Node has no `headersDistinct`, as on HTTP/2. */
export function distinctHeaders(message: {
  readonly rawHeaders: readonly string[]
  readonly headersDistinct?: Readonly<Record<string, string[] | undefined>>
}): Readonly<Record<string, string[] | undefined>> {
  if (message.headersDistinct) return message.headersDistinct
  const distinct: Record<string, string[]> = Object.create(null)
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    const name = String(message.rawHeaders[at]).toLowerCase()
    distinct[name] = [...(distinct[name] ?? []), String(message.rawHeaders[at + 1])]
  }
  return distinct
}

/** The answer to a request for the RFC 9728 document; `undefined` if this is none. */
export function resourceMetadataAnswer(
  verifier: Verifier<unknown>,
  request: { readonly method: string; readonly url: string },
): PlainAnswer | undefined {
  const metadata = verifier.resourceMetadata()
  return metadata && metadataAnswer(metadata, request)
}
