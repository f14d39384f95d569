import { assertOptions, assertWhole, isRecord } from '../config/assert.js'
import { GrantError } from '../grant-error.js'
import type { Settings } from '../settings.js'
import { areAmong, assertAuthorizationDetails } from '../tokens/authorization-details.js'
import type { AuthorizationDetail } from '../tokens/issue-options.js'
import { isSubset, scopeValues } from '../tokens/scope.js'
import type { ExchangeDecision, ExchangePolicy, ExchangeRequest } from './exchange-options.js'

/** What a new token says, by what was asked for and what the policy has made of it. */
export interface Decided {
  readonly scope: readonly string[]
  readonly authorizationDetails: readonly AuthorizationDetail[]
  readonly lifetime: number
  readonly claims: Readonly<Record<string, unknown>> | undefined
}

/**
 * Asks the policy. Rejects with a GrantError where it refuses, and with a TypeError where what it gives is
 * no decision, or one for more than was asked: that is no fault of the client's.
 */
export async function decide(
  policy: ExchangePolicy,
  request: ExchangeRequest,
  { maxLifetime }: Settings,
): Promise<Decided> {
  const decision = asDecision(await policy(request))
  const { claims, lifetime = maxLifetime } = decision
  assertWhole('lifetime', lifetime, [1, maxLifetime])
  return {
    scope: narrowedScope(request, decision),
    authorizationDetails: decidedDetails(request, decision),
    lifetime,
    claims,
  }
}

function asDecision(decision: boolean | ExchangeDecision): ExchangeDecision {
  if (decision === true) return {}
  if (!isRecord(decision)) throw new GrantError('exchange_refused')
  // `{ allowed: false }` must not pass for a yes.
  const known = ['claims', 'lifetime', 'scope', 'authorizationDetails']
  assertOptions('an exchange decision', decision, known)
  return decision
}

function narrowedScope(
  { scope: asked }: ExchangeRequest,
  { scope }: ExchangeDecision,
): readonly string[] {
  if (scope === undefined) return asked
  const given = scope.length === 0 ? [] : scopeValues(scope)
  if (isSubset(given, asked)) return given
  throw new TypeError('"scope" of an exchange decision must be no more than the request has')
}

/** The policy may give others than were asked for, as only it can compare them (RFC 9396 §6.1). */
function decidedDetails(
  { subject, authorizationDetails: asked }: ExchangeRequest,
  { authorizationDetails: decided }: ExchangeDecision,
): readonly AuthorizationDetail[] {
  if (decided !== undefined) {
    assertAuthorizationDetails(decided)
    return decided
  }
  const claim = subject['authorization_details']
  const inherited = Array.isArray(claim) ? (claim as readonly AuthorizationDetail[]) : []
  if (asked === undefined) return inherited
  if (areAmong(asked, inherited)) return asked
  throw new GrantError('details_widened')
}
