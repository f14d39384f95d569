import type { Authentication } from './authentication.js'
import type { AuthError } from './errors.js'
import type { TokenRequest } from './token-request.js'
import { contextIn, keepContextIn } from './token/to-authentication.js'
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

// A WeakMap would do the same, and costs the collector more than the whole check of a known token.
const CONTEXT = Symbol('countersign.context')

interface Carrier {
  [CONTEXT]?: AuthContext
  readonly auth?: unknown
}

/** What was found out about a request, by whichever adapter; `undefined`: nobody has looked. */
export function contextOf(request: object): AuthContext | undefined {
  const carrier: Carrier = request
  const context = contextIn(carrier.auth)
  // Nobody becomes somebody else by having the `auth` of another request.
  return context?.request.raw === request ? context : carrier[CONTEXT]
}

/** Keeps with a request what was found out about it. `request` is the framework's own object. */
export function keepContext(request: object, context: AuthContext): void {
  const carrier: Carrier = request
  carrier[CONTEXT] = context
}

/**
 * The same, and sets `request.auth`: for Express, where each request has a hidden class of its own,
 * and a property more takes as long as the check of a known token. What is put in the place of `auth`
 * later is nobody's Authentication, and `contextOf` finds nothing.
 */
export function keepAuth(request: object, context: AuthContext): void {
  const isKept = keepContextIn(context.auth, context)
  if (!isKept || context.request.raw !== request) keepContext(request, context)
  ;(request as { auth?: unknown }).auth = context.auth
}
