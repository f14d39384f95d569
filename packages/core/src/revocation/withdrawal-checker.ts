import type { VerifiedToken } from '../cache/verified-token.js'
import { DependencyError, isAuthError } from '../errors.js'
import { inTime } from '../in-time.js'
import { Refused } from '../refused.js'
import { revocableToken } from './revocable-token.js'
import type { RevocableToken, RevocationList } from './revocation-list.js'

/** Seconds that a list may take, whatever it allows itself. */
const LIST_TIMEOUT = 5

/** One way in which a token can have been withdrawn: throws, or rejects with, Refused. */
export type WithdrawalCheck = (verified: VerifiedToken, token: string) => void | Promise<void>

/** Asks a revocation list; a DependencyError where that cannot tell. */
export function listCheck(list: RevocationList, now: () => number): WithdrawalCheck {
  return (verified) => {
    const token = revocableToken(verified)
    const { maxTokenLifetime } = list
    if (maxTokenLifetime !== undefined && !(lifetimeOf(token, now()) <= maxTokenLifetime)) {
      throw new Refused('lifetime_too_long', 'a withdrawal would be forgotten before it expires')
    }
    const answer = ask(list, token)
    return answer instanceof Promise ? answer.then(refuseRevoked) : refuseRevoked(answer)
  }
}

/**
 * Seconds, from when it was issued. What it has left would not do: a token that lives too long would be
 * taken once it is old enough, and its withdrawal be forgotten by then.
 */
function lifetimeOf({ issuedAt = Infinity, expiresAt }: RevocableToken, now: number): number {
  return expiresAt - Math.min(issuedAt, now)
}

/** Step 8: every check in its turn; `undefined` if there is none to make. */
export function withdrawalChecker(checks: readonly WithdrawalCheck[]): WithdrawalCheck | undefined {
  if (checks.length <= 1) return checks[0]
  return (verified, token) => {
    for (const [index, check] of checks.entries()) {
      const waiting = check(verified, token)
      if (waiting) return checkRest(waiting, checks.slice(index + 1), verified, token)
    }
    return undefined
  }
}

async function checkRest(
  waiting: Promise<void>,
  rest: readonly WithdrawalCheck[],
  verified: VerifiedToken,
  token: string,
): Promise<void> {
  await waiting
  for (const check of rest) await check(verified, token)
}

function ask(list: RevocationList, token: RevocableToken): unknown {
  try {
    const answer = list.isRevoked(token)
    return typeof answer === 'boolean' ? answer : answerLater(answer)
  } catch (cause) {
    throw unavailable(cause)
  }
}

async function answerLater(answer: Promise<boolean>): Promise<unknown> {
  try {
    return await inTime(LIST_TIMEOUT, answer)
  } catch (cause) {
    throw unavailable(cause)
  }
}

function refuseRevoked(answer: unknown): void {
  if (answer === false) return
  if (answer === true) throw new Refused('revoked_token')
  throw new DependencyError('The revocation list gave no answer')
}

function unavailable(cause: unknown): unknown {
  if (isAuthError(cause) && cause.status === 503) return cause
  return new DependencyError('The revocation list is unavailable', { cause })
}
