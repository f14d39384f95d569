import type { Handshakes } from '../handshake/handshakes.js'
import { isWeakGroup } from '../hello/named-groups.js'
import { isForwardSecretSuite } from '../judge/spoken.js'
import { conjunction } from '../judge/words.js'
import type { Survey, VersionSurvey } from '../survey/survey.js'

const MAX_TICKET_LIFETIME = 86_400
const MIN_PRIME = 2048
const MAX_NAMED = 5

/** What keeps forward secrecy from being enforced, as sentences: none is a pass, and nothing that is unknown is. */
export function shortcomingsOf(survey: Survey, handshakes: Handshakes): readonly string[] {
  const { usual, asksForClientCertificate, resumption } = handshakes
  // Without a control that passed, a refusal may be of anything.
  const hasControl = survey.versions.some(({ forwardSecret }) => forwardSecret === 'accepted')
  return [
    ...(hasControl ? unknownOf(survey) : ['no handshake with forward secrecy was accepted']),
    ...survey.versions.flatMap(acceptedWithout),
    ...handshakes.versions.flatMap(({ version, suite }) =>
      suite === undefined || isForwardSecretSuite(version, suite)
        ? []
        : [`a handshake of ${version} ended with ${suite}`],
    ),
    ...survey.dhePrimes
      .filter((bits) => bits < MIN_PRIME)
      .map((bits) => `the prime of DHE has ${bits} bits, and ${MIN_PRIME} are needed`),
    ...survey.groups
      .filter(({ group, outcome }) => outcome === 'accepted' && isWeakGroup(group))
      .map(({ group }) => `the weak curve ${group.name} is accepted`),
    ...(survey.ephemeralKeys.reused ? ['ephemeral keys are used more than once'] : []),
    // Whoever asks for a certificate does not have to shake hands with one who has none.
    ...(usual.completed || asksForClientCertificate
      ? []
      : [`no handshake was completed: ${clause(usual.reason)}`]),
    ...tooLong('tickets are good for', resumption.ticketLifetime),
  ]
}

/** `sessionTimeout` of a server whose tickets may not be seen. */
export function tooLong(what: string, seconds: number | undefined): readonly string[] {
  if (seconds === undefined || seconds <= MAX_TICKET_LIFETIME) return []
  return [`${what} ${seconds} s, and ${MAX_TICKET_LIFETIME} s are the most`]
}

/** Beside what was accepted, and is bad enough. */
function unknownOf({ versions, ephemeralKeys }: Survey): readonly string[] {
  const reasons = new Map<string, string[]>()
  for (const survey of versions.filter(isUnknown)) {
    const { version, reason = 'no answer came' } = survey
    reasons.set(reason, [...(reasons.get(reason) ?? []), version])
  }
  return [
    ...[...reasons].map(
      ([reason, names]) =>
        `it is not known whether ${conjunction(names)} ${names.length === 1 ? 'is' : 'are'} ` +
        `accepted without forward secrecy (${clause(reason)})`,
    ),
    ...versions
      .filter((survey) => !survey.complete && isSpoken(survey) && !isUnknown(survey))
      .map(({ version }) => `not every suite of ${version} was seen`),
    ...(ephemeralKeys.reused === undefined
      ? ['it is not known whether ephemeral keys are used more than once']
      : []),
  ]
}

/** In TLS 1.3 there is no suite without. */
function isUnknown({ version, notForwardSecret, suites }: VersionSurvey): boolean {
  return (
    version !== 'TLSv1.3' &&
    notForwardSecret === 'inconclusive' &&
    suites.every(({ forwardSecret }) => forwardSecret)
  )
}

function isSpoken({ forwardSecret }: VersionSurvey): boolean {
  return forwardSecret === 'accepted'
}

function acceptedWithout({ version, notForwardSecret, suites }: VersionSurvey): readonly string[] {
  const names = suites.filter((suite) => !suite.forwardSecret).map(({ name }) => name)
  if (notForwardSecret !== 'accepted' && names.length === 0) return []
  const more = names.length > MAX_NAMED ? [`${names.length - MAX_NAMED} more`] : []
  const list = [...names.slice(0, MAX_NAMED), ...more].join(', ')
  return [`${version} is accepted without forward secrecy${list && `: ${list}`}`]
}

/** A sentence, to stand within another one. */
function clause(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`
}
