import type { AuthenticationOf, Verifier } from '@countersign/core'

/** The part of `ctx.state` that `authenticate(verifier)` fills: `AuthState<typeof verifier>`. */
export interface AuthState<V extends Verifier<unknown>> {
  auth: AuthenticationOf<V>
}

/** The same after `authenticate(verifier, { optional: true })`. */
export interface OptionalAuthState<V extends Verifier<unknown>> {
  auth: AuthenticationOf<V> | undefined
}
