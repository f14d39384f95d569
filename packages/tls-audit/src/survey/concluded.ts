import type { VersionSurvey } from './survey.js'

/** Of each version, where nothing was taken at all. */
export const NO_CONTROL = 'It refused every hello of every version, which proves nothing.'
const NO_COMPANION = 'A refusal proves nothing, as the other hello had no clear answer.'

/**
 * What follows from the answers to all versions. A refusal stands only beside something that was not refused:
 * another hello of the same version, or, where both of a version were refused, any of another version. Hellos
 * of one version have the same extensions, so that it is the suites which were refused.
 */
export function concluded(surveys: readonly VersionSurvey[]): readonly VersionSurvey[] {
  const isSpoken = surveys.some(
    ({ forwardSecret, notForwardSecret }) =>
      forwardSecret === 'accepted' || notForwardSecret === 'accepted',
  )
  return surveys.map((survey) => (isSpoken ? concludedVersion(survey) : withoutControl(survey)))
}

function concludedVersion(survey: VersionSurvey): VersionSurvey {
  const { version, forwardSecret, notForwardSecret, reason = NO_COMPANION } = survey
  if (forwardSecret === 'inconclusive' && notForwardSecret === 'refused') {
    return { ...survey, notForwardSecret: 'inconclusive', reason }
  }
  if (notForwardSecret !== 'inconclusive') return survey
  // There is no other way to agree on keys in TLS 1.3 (RFC 8446 §2); the hello asked for suites that do not encrypt.
  if (version === 'TLSv1.3' && forwardSecret !== 'inconclusive') {
    return { ...survey, notForwardSecret: 'refused' }
  }
  return forwardSecret === 'refused' ? { ...survey, forwardSecret: 'inconclusive', reason } : survey
}

function withoutControl(survey: VersionSurvey): VersionSurvey {
  return {
    ...survey,
    forwardSecret: 'inconclusive',
    notForwardSecret: 'inconclusive',
    reason: survey.reason ?? NO_CONTROL,
    complete: false,
  }
}
