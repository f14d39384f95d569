import type { Authentication } from './authentication.js'
import type { AuthError } from './errors.js'
import type { TokenRequest } from './token-request.js'
import type { Verifier } from './verifier-types.js'

/** What `authenticate` found out about one request; adapters keep it with the request. */
export interface AuthContext<Claims = unknown> {
  readonly verifier: Verifier<Claims>
  readonly request: TokenRequest
  /** `undefined`: no credentials came, and they were optional. */
  readonly auth: Authentication<Claims> | undefined
  /** How a request without credentials is refused, once something asks for them after all. */
  readonly refusal: AuthError | undefined
  /** Headers that the answer has to carry, whatever the application sets: see `holdHeaders`. */
  readonly responseHeaders: Readonly<Record<string, string>>
  /** For the adapter that keeps it: a property of the request itself would be slow on Express. */
  note?: unknown
}

const CONTEXT = Symbol('countersign.context')

/** A request, or what it has come as. */
interface Carrier<Kept> {
  [CONTEXT]?: Kept
}

interface Found {
  /** Lists of headers may be shared by requests, as by one that was made after another's likeness. */
  readonly request: object
  context: AuthContext
}

/** Whether anything had to be kept with a request itself, in spite of its headers: almost nowhere. */
let isKeptElsewhere = false

/**
 * What was found out about a request, by whichever adapter; `undefined`: nobody has looked.
 * `rawHeaders` are its own, for whoever has looked them up already.
 */
export function contextOf(
  request: object,
  rawHeaders: unknown = rawHeadersOf(request),
): AuthContext | undefined {
  const headers = cameWith(rawHeaders)
  const found = headers?.[CONTEXT]
  if (found?.request === request) return found.context
  // Had anybody looked, it would be there.
  if (headers && !found && !isKeptElsewhere) return undefined
  const own = (request as Carrier<AuthContext>)[CONTEXT]
  // One that inherits from it is the same request.
  return own ?? (found && isOf(found.request, request) ? found.context : undefined)
}

/**
 * Keeps with a request what was found out about it. `request` is the framework's own object, and
 * `rawHeaders` are its own.
 *
 * With Node's list of its headers, if it has one: until Node 24, each request of Express has a hidden
 * class of its own, and a new property takes twice as long as the check of a known token. A WeakMap
 * would cost the collector of garbage even more.
 */
export function keepContext(
  request: object,
  context: AuthContext,
  rawHeaders: unknown = rawHeadersOf(request),
): void {
  const headers = cameWith(rawHeaders)
  const found = headers?.[CONTEXT]
  if (found?.request === request) found.context = context
  else if (!headers || found || !keepWith(headers, { request, context })) {
    isKeptElsewhere ||= headers !== undefined
    ;(request as Carrier<AuthContext>)[CONTEXT] = context
  }
}

/** Says whether it could: nothing can be added to a list that was frozen, and to ask first takes longer. */
function keepWith(headers: Carrier<Found>, found: Found): boolean {
  try {
    headers[CONTEXT] = found
    return true
  } catch {
    return false
  }
}

function rawHeadersOf(request: object): unknown {
  return (request as { readonly rawHeaders?: unknown }).rawHeaders
}

/** Only where headers came: an empty list may be anybody's. */
function cameWith(rawHeaders: unknown): Carrier<Found> | undefined {
  const came = Array.isArray(rawHeaders) && rawHeaders.length > 0
  return came ? (rawHeaders as Carrier<Found>) : undefined
}

function isOf(ancestor: object, request: object): boolean {
  return Object.prototype.isPrototypeOf.call(ancestor, request)
}
