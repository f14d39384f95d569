import { doubtsOf } from './doubts.js'
import type { Evidence } from './evidence.js'
import { isForwardSecretSuite, surveysOfSpoken } from './spoken.js'
import type { Verdict } from './verdict.js'
import { conjunction, listOf, lowered, versionName } from './words.js'

export interface Decision {
  readonly verdict: Verdict
  /** A sentence. */
  readonly reason: string
}

/**
 * Proof goes before doubt: what was accepted was accepted, whatever could not be asked. Only where nothing
 * is proven against it, and nothing is in doubt, it is `enforced`.
 *
 * `blocking`: titles of what was found and stands against it.
 */
export function decide(evidence: Evidence, blocking: readonly string[]): Decision {
  const lacking = withoutForwardSecrecy(evidence)
  const isOffered = offersForwardSecrecy(evidence)
  if (isOffered && lacking !== undefined) {
    return { verdict: 'offered', reason: `Forward secrecy is offered, but ${lacking}.` }
  }
  if (isOffered && blocking.length > 0) {
    const found = conjunction(blocking.map(lowered))
    return {
      verdict: 'offered',
      reason: `Forward secrecy is offered, but not to be relied on: ${found}.`,
    }
  }
  if (lacking !== undefined && refusesForwardSecrecy(evidence)) {
    return { verdict: 'none', reason: `Forward secrecy is refused, and ${lacking}.` }
  }
  const doubts = doubtsOf(evidence)
  if (!isOffered || doubts.length > 0) return { verdict: 'unknown', reason: doubtful(doubts) }
  const names = surveysOfSpoken(evidence).map(({ version }) => versionName(version))
  const reason = `${conjunction(names)} took a hello with forward secrecy, and refused one without.`
  return { verdict: 'enforced', reason }
}

/** What was seen without forward secrecy, as the rest of a sentence. */
function withoutForwardSecrecy(evidence: Evidence): string | undefined {
  const { usual, versions } = evidence.handshakes
  for (const { version, notForwardSecret, suites } of surveysOfSpoken(evidence).toReversed()) {
    const names = suites.filter(({ forwardSecret }) => !forwardSecret).map(({ name }) => name)
    const accepted = names.length > 0 ? listOf(names, 1) : 'what has none'
    if (names.length > 0 || notForwardSecret === 'accepted') {
      return `${versionName(version)} accepts ${accepted}`
    }
  }
  // Behind one address there may be several servers, of which the other engine met the others.
  const shaken = [...(usual.completed ? [usual] : []), ...versions]
  const lacking = shaken.find(
    ({ version, suite }) => suite && !isForwardSecretSuite(version, suite),
  )
  return lacking && `a handshake of ${versionName(lacking.version)} ended with ${lacking.suite}`
}

function offersForwardSecrecy({ survey, handshakes: { usual } }: Evidence): boolean {
  return (
    survey.versions.some(({ forwardSecret }) => forwardSecret === 'accepted') ||
    (usual.completed && isForwardSecretSuite(usual.version, usual.suite))
  )
}

/** Each version by its own answer: what was not asked may offer it. */
function refusesForwardSecrecy({ survey }: Evidence): boolean {
  return (
    survey.versions.length > 0 &&
    survey.versions.every(({ forwardSecret }) => forwardSecret === 'refused')
  )
}

function doubtful(doubts: readonly string[]): string {
  const [first = 'Every hello was refused, so that nothing is known', ...others] = doubts
  return others.length === 0 ? `${first}.` : `${first}. (${others.length} more could not be told.)`
}
