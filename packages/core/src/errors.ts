import { REFUSALS, type ErrorCode, type RefusalReason } from './refusals.js'

/** Why a request was not served: a {@link RefusalReason}, or a failure on our side. */
export type Reason = RefusalReason | 'dependency_unavailable'

/** Headers of an answer, ready for the framework. */
export type ErrorHeaders = Readonly<Record<string, string>>

// Survives two copies of this package in one process, where `instanceof` does not.
const brand = Symbol.for('countersign.AuthError')

/**
 * A refused request, with the whole answer in it.
 *
 * `status`, `headers` and `expose` are what Express and Koa read from an error. `message` is fixed
 * text that is safe to send; `reason` and `cause` are for the server's own logs. None of them ever
 * holds a token or a key.
 */
export class AuthError extends Error {
  /** HTTP status: 400, 401 or 403; 503 for a {@link DependencyError}. */
  readonly status: number
  /** The error code of the challenge; `undefined` when no credentials came, or on a 503. */
  readonly code: ErrorCode | undefined
  /** Which check refused the request. Stable. Not sent to the client. */
  readonly reason: Reason
  /** Headers of the answer, the challenge included. */
  readonly headers: ErrorHeaders
  /** Whether `message` may be sent: true for the client's faults. */
  readonly expose: boolean

  constructor(
    reason: Reason,
    message: string,
    answer: { status: number; code?: ErrorCode | undefined; headers: ErrorHeaders },
    options?: { cause?: unknown },
  ) {
    super(message, options)
    this.name = 'AuthError'
    this.status = answer.status
    this.code = answer.code
    this.reason = reason
    this.headers = Object.freeze({ ...answer.headers })
    this.expose = answer.status < 500
    Object.defineProperty(this, brand, { value: true })
    // Without frames: Express' default handler sends the stack of any error while NODE_ENV is not
    // `production`, and frames would tell which check refused. `cause` keeps them for the log.
    this.stack = `${this.name}: ${message}`
  }

  /** The same as `status`: Express and Nest look for this name. */
  get statusCode(): number {
    return this.status
  }

  /** What `JSON.stringify` sees: nothing that is not safe to send. */
  toJSON(): { name: string; status: number; code: ErrorCode | undefined; message: string } {
    return { name: this.name, status: this.status, code: this.code, message: this.message }
  }
}

/**
 * Something that we depend on failed: the identity provider, its keys, a store.
 * Answered with 503 and `Retry-After`, and never with a challenge: the token may well be good.
 */
export class DependencyError extends AuthError {
  /** `retryAfter`: seconds, 1 by default. `headers`: of the answer, beside `Retry-After`. */
  constructor(
    message: string,
    options?: { cause?: unknown; retryAfter?: number; headers?: ErrorHeaders },
  ) {
    const retryAfter = String(Math.max(1, Math.ceil(options?.retryAfter ?? 1)))
    super(
      'dependency_unavailable',
      message,
      { status: 503, headers: { 'Retry-After': retryAfter, ...options?.headers } },
      options,
    )
    this.name = 'DependencyError'
    this.stack = `${this.name}: ${message}`
  }
}

/** The programmer's mistake, thrown when a verifier, a policy or a middleware is made. */
export class ConfigError extends TypeError {
  /** The option at fault, as the user wrote it: `issuer`, `resource.jwksUri` … */
  readonly option: string

  constructor(option: string, problem: string) {
    super(`"${option}" ${problem}`)
    this.name = 'ConfigError'
    this.option = option
  }
}

/** Whether a value is an AuthError, of this copy of the package or of another. */
export function isAuthError(value: unknown): value is AuthError {
  return value instanceof Error && brand in value
}

/** The refusal of a reason, with the headers that a challenge gives it. */
export function refusal(
  reason: RefusalReason,
  headers: ErrorHeaders,
  options?: { cause?: unknown },
): AuthError {
  const { status, code, message } = REFUSALS[reason]
  return new AuthError(reason, message, { status, code, headers }, options)
}
