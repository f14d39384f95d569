import type { Authentication } from '../authentication.js'
import type { TokenRequest } from '../token-request.js'

/** What a policy is told: the Authentication, and the circumstances it cannot know. */
export interface PolicyContext {
  readonly auth: Authentication<unknown>
  readonly request: TokenRequest | undefined
  /** Seconds since the epoch. */
  readonly now: number
  /** Seconds. */
  readonly clockTolerance: number
  /** The identifiers of this resource, for `locations` of RFC 9396. */
  readonly audiences: readonly string[]
}

/** Why a policy says no, and what would make it say yes. */
export interface Denial {
  /** Scopes that the client should ask for (RFC 6750 §3 `scope`). */
  readonly scopes: readonly string[]
  /** The stronger or fresher authentication that is asked for (RFC 9470 §3). */
  readonly stepUp: StepUp | undefined
}

export interface StepUp {
  readonly acrValues: readonly string[]
  readonly maxAge: number | undefined
}

/** `undefined`: satisfied. */
export type Decision = Denial | undefined

/** What an Authentication must satisfy on a route. A value: make it once, use it on many routes. */
export interface Policy {
  /** For people: `scopes(orders:read)`. */
  readonly description: string
  /** Within `allOf`: ask it after the others, and only if none of them denies. */
  readonly last?: boolean
  evaluate(context: PolicyContext): Decision | Promise<Decision>
}
