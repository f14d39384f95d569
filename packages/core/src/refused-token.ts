import type { AuthError } from './errors.js'
import type { KnownToken, VouchedToken } from './token/known-token.js'

/**
 * What a check has thrown, and the token that it was about. Thrown from when the token's issuer is known
 * to stand for it, and never before. No Error, whose stack nobody would see: the reporter takes it apart
 * again, so that it never leaves the core.
 */
export class RefusedToken {
  /** What was thrown. */
  readonly cause: unknown
  readonly token: VouchedToken

  constructor(cause: unknown, token: VouchedToken) {
    this.cause = cause
    this.token = token
  }
}

const BY_ERROR = Symbol.for('countersign.refused-tokens')

// Not on the error, which ends up in logs. Shared by two copies of this package in one process.
const shared = globalThis as { [BY_ERROR]?: WeakMap<AuthError, KnownToken> }
const tokens = (shared[BY_ERROR] ??= new WeakMap())

/** Keeps whose token it was that an error is about. The error has to be of this one refusal only. */
export function attribute(error: AuthError, token: KnownToken): void {
  tokens.set(error, token)
}

/** Whose token an error is about; `undefined`: nobody stands for it, or there was none. */
export function refusedTokenOf(error: AuthError): KnownToken | undefined {
  return tokens.get(error)
}
