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

// A WeakMap would do the same, and costs the collector more than the whole check of a known token.
const CONTEXT = Symbol('countersign.context')

interface Carrier {
  [CONTEXT]?: AuthContext
}

/** What was found out about a request, by whichever adapter; `undefined`: nobody has looked. */
export function contextOf(request: object): AuthContext | undefined {
  return (request as Carrier)[CONTEXT]
}

/** Keeps with a request what was found out about it. `request` is the framework's own object. */
export function keepContext(request: object, context: AuthContext): void {
  ;(request as Carrier)[CONTEXT] = context
}
