import type { TokenRequest, Verifier } from '@countersign/core'
import { type AuthContext, authenticateAtOnce, contextOf, recheck } from '@countersign/core/adapter'
import { isCurrent } from '../expiry.js'
import { type HttpRequest, tokenRequest } from '../http.js'
import { isOfConnection } from './graphql-request.js'

/** One verification, which is over if something was `found`, or it has failed. */
export interface Attempt {
  readonly described: TokenRequest
  /** What it was made for: a connection may see many, and they may be far apart. */
  readonly operation: object
  readonly pending: AuthContext | Promise<AuthContext>
  isOver: boolean
  found: AuthContext | undefined
  /** What a connection's proof has shown, which it can show no other time. */
  proven: AuthContext | undefined
}

type Attempts = Map<Verifier<unknown>, Attempt>

const all = new WeakMap<HttpRequest, Attempts>()

/**
 * Verifies the request of an operation, once for all of its fields, and at once where it can: a proof is
 * good for one time. Each verifier has a verdict of its own. No credentials are no refusal here.
 *
 * What came over a connection is verified for each operation anew, so that none begins after the token
 * has expired, or was withdrawn. That the sender has the key of a token is seen once.
 */
export function verification(
  verifier: Verifier<unknown>,
  request: HttpRequest,
  operation: object,
): Attempt {
  const attempts = attemptsOf(request)
  const known = attempts.get(verifier)
  if (known && isGood(known, request, operation)) return known
  const attempt = attemptAt(verifier, request, operation, known?.proven)
  attempts.set(verifier, attempt)
  return attempt
}

/** What a verifier has found out about the request of an operation; `undefined`: nobody has asked it. */
export function verified(verifier: Verifier<unknown>, request: object): AuthContext | undefined {
  return all.get(request as HttpRequest)?.get(verifier)?.found
}

/** Lets what was found out about a request be found by another object too, which goes along with it. */
export function alsoKnownAs(request: HttpRequest, other: object): void {
  all.set(other as HttpRequest, attemptsOf(request))
}

function attemptsOf(request: HttpRequest): Attempts {
  const known = all.get(request)
  if (known) return known
  const attempts: Attempts = new Map()
  all.set(request, attempts)
  return attempts
}

function attemptAt(
  verifier: Verifier<unknown>,
  request: HttpRequest,
  operation: object,
  proven: AuthContext | undefined,
): Attempt {
  const earlier = isOfConnection(request) ? undefined : contextOf(request)
  const described = proven?.request ?? tokenRequest(request)
  const pending = proven
    ? checkAgain(proven)
    : authenticateAtOnce(verifier, described, { optional: true }, earlier)
  const isOver = !(pending instanceof Promise)
  const attempt: Attempt = { described, operation, pending, isOver, found: undefined, proven }
  if (isOver) keep(attempt, pending)
  else void settle(attempt, pending)
  return attempt
}

async function checkAgain(proven: AuthContext): Promise<AuthContext> {
  const { auth, verifier } = proven
  return auth ? { ...proven, auth: await recheck(verifier, auth) } : proven
}

function keep(attempt: Attempt, found: AuthContext): void {
  attempt.found = found
  if (found.auth?.binding?.jkt !== undefined) attempt.proven ??= found
}

async function settle(attempt: Attempt, pending: Promise<AuthContext>): Promise<void> {
  try {
    keep(attempt, await pending)
  } catch {
    // Whoever has asked gets to know.
  }
  attempt.isOver = true
}

function isGood(attempt: Attempt, request: HttpRequest, operation: object): boolean {
  if (!attempt.isOver || !isOfConnection(request)) return true
  const auth = attempt.found?.auth
  return attempt.operation === operation && (!auth || isCurrent(auth))
}
