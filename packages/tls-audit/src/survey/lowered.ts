import type { Answer } from '../hello/answer.js'
import type { CipherSuite } from '../hello/cipher-suites.js'
import type { TlsVersion } from '../tls-version.js'
import type { Ask } from './ask.js'
import type { VersionSurvey } from './survey.js'

/** Remembers what a server chose in a lower version than it was asked in. */
export interface Lowered {
  readonly ask: Ask
  /** The surveys, with what was chosen on the way. */
  into(surveys: readonly VersionSurvey[]): readonly VersionSurvey[]
}

const ONCE = 'It was chosen in answer to a newer version, and not when it was asked for.'

export function createLowered(ask: Ask): Lowered {
  const seen = new Map<TlsVersion, Map<number, CipherSuite>>()

  const keep = (answer: Answer): void => {
    if (answer.kind !== 'refused' || !answer.lower) return
    const { version, suite } = answer.lower
    seen.set(version, (seen.get(version) ?? new Map<number, CipherSuite>()).set(suite.id, suite))
  }

  return {
    async ask(question) {
      const answer = await ask(question)
      keep(answer)
      return answer
    },
    into: (surveys) =>
      surveys.map((survey) => withLowered(survey, [...(seen.get(survey.version)?.values() ?? [])])),
  }
}

/** Most servers say the same either way. One that refuses a version by itself, and falls back to it, speaks it. */
function withLowered(survey: VersionSurvey, lowered: readonly CipherSuite[]): VersionSurvey {
  const unseen = lowered.filter(({ id }) => survey.suites.every((suite) => suite.id !== id))
  // Without its key, a suite that would be forward secret is not known to be.
  const lacking = unseen.filter(({ forwardSecret }) => !forwardSecret)
  if (unseen.length === 0) return survey
  return {
    ...survey,
    ...(lacking.length > 0 && { notForwardSecret: 'accepted' }),
    ...(lacking.length < unseen.length &&
      survey.forwardSecret === 'refused' && { forwardSecret: 'inconclusive' }),
    suites: [...survey.suites, ...lacking],
    complete: false,
    reason: survey.reason ?? ONCE,
  }
}
