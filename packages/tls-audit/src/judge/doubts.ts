import type { Resumption } from '../handshake/handshakes.js'
import { NO_CONTROL } from '../survey/concluded.js'
import type { VersionSurvey } from '../survey/survey.js'
import type { Evidence } from './evidence.js'
import { handshakesOf, surveysOfSpoken } from './spoken.js'
import { conjunction, unstopped, versionName } from './words.js'

/**
 * What a verdict of `enforced` would depend on, and could not be asked or does not fit together. Each a
 * sentence without its full stop.
 */
export function doubtsOf(evidence: Evidence): readonly string[] {
  return [
    ...doubtsOfVersions(evidence),
    ...contradictions(evidence),
    ...doubtsOfHandshake(evidence),
    ...doubtsOfTickets(evidence),
    ...(evidence.survey.ephemeralKeys.reused === undefined
      ? ['It was not seen whether ephemeral keys are used more than once']
      : []),
  ]
}

/** What says most comes first: it is the one that is told. */
function doubtsOfVersions(evidence: Evidence): readonly string[] {
  const { versions } = evidence.survey
  const refused = versions.filter(({ reason }) => reason === NO_CONTROL)
  if (refused.length > 0 && refused.length === versions.length) return [unstopped(NO_CONTROL)]
  const others = versions.filter((survey) => !refused.includes(survey))
  return [...others, ...refused].flatMap((survey) => doubtOfVersion(survey, evidence))
}

function doubtOfVersion(survey: VersionSurvey, evidence: Evidence): readonly string[] {
  const { version, forwardSecret, notForwardSecret, reason, complete } = survey
  const name = versionName(version)
  const why = reason === undefined ? '' : `: ${unstopped(reason)}`
  if (forwardSecret === 'inconclusive') return [`${name} could not be asked${why}`]
  if (notForwardSecret === 'inconclusive') {
    return [`It could not be asked whether ${name} goes without forward secrecy${why}`]
  }
  // A small prime or an anonymous suite may be among those that were not seen.
  return complete || !surveysOfSpoken(evidence).includes(survey)
    ? []
    : [`Not every suite of ${name} was seen${why}`]
}

/** Two servers behind one address answer differently. */
function contradictions(evidence: Evidence): readonly string[] {
  const { versions } = evidence.survey
  return handshakesOf(evidence).flatMap((version) => {
    const survey = versions.find((one) => one.version === version)
    const name = versionName(version)
    if (survey === undefined) return [`A handshake of ${name} was completed, and no survey made`]
    return survey.forwardSecret === 'refused' && survey.notForwardSecret === 'refused'
      ? [`${name} was refused once and spoken once: there may be several servers`]
      : []
  })
}

function doubtsOfHandshake({ handshakes, survey }: Evidence): readonly string[] {
  const { usual, certificate } = handshakes
  if (!usual.completed) return [`No handshake was completed: ${unstopped(usual.reason)}`]
  const isDhe = usual.version !== 'TLSv1.3' && usual.suite.startsWith('TLS_DHE_')
  return [
    ...(usual.resumed ? ['The handshake took up a session, and made no new keys'] : []),
    ...(isDhe && survey.dhePrimes.length === 0 ? ['The size of its prime was not seen'] : []),
    ...(certificate === undefined ? ['The certificate was not seen'] : []),
  ]
}

function doubtsOfTickets({ endpoint, handshakes, survey }: Evidence): readonly string[] {
  if (!handshakes.usual.completed) return []
  if (handshakes.resumption.tickets === undefined) {
    // With TLS 1.3 it is after the handshake that a server says no to who has none.
    const isStranger = handshakes.asksForClientCertificate === true && endpoint.client === undefined
    const why = isStranger ? ': a client certificate was asked for, and none was given' : ''
    return [`It was not seen whether session tickets are given${why}`]
  }
  const names = surveysOfSpoken({ survey })
    .filter((one) => hasUnknownTickets(one, handshakes.resumption))
    .map(({ version }) => versionName(version))
  return names.length > 0
    ? [`It was not seen for how long session tickets are good with ${conjunction(names)}`]
    : []
}

/** Of what is older, no session is looked at: a server has one setting for all. */
function hasUnknownTickets(
  { version, sessionTicket }: VersionSurvey,
  { versions }: Resumption,
): boolean {
  if (version !== 'TLSv1.2' && version !== 'TLSv1.3') return false
  const seen = versions.find((one) => one.version === version)
  if (seen?.lifetime !== undefined) return false
  // The other engine may have been offered one.
  return sessionTicket === true || (seen ? seen.ticket !== false : sessionTicket === undefined)
}
