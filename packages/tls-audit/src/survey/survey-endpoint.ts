import type { Route } from '../endpoint.js'
import { TLS_VERSIONS } from '../tls-version.js'
import { createAsk, type AskOptions } from './ask.js'
import { concluded } from './concluded.js'
import { collectSamples, createSamples } from './ephemeral-samples.js'
import type { Survey } from './survey.js'
import { createLowered } from './lowered.js'
import { surveyGroups } from './survey-groups.js'
import { surveyVersion } from './survey-version.js'

export interface SurveyOptions extends AskOptions {
  /** How many ephemeral keys of each kind to compare. */
  readonly samples: number
}

/**
 * Finds out by raw ClientHellos what one address accepts: versions, suites and groups, and whether it makes
 * its ephemeral keys anew. No handshake is completed, and no certificate looked at.
 *
 * Never rejects, whatever the server does, and whenever the pace ends it: what could not be asked is
 * `inconclusive`, with the reason. Of TLS 1.3 it does not find out whether a session is taken up without a new
 * key (`psk_ke`, RFC 8446 §4.2.9): that would take a session.
 */
export async function surveyRoute(route: Route, options: SurveyOptions): Promise<Survey> {
  const lowered = createLowered(createAsk(route, options))
  const samples = createSamples(lowered.ask)
  // The newest first: who has the patience for a few connections only shows by these what matters.
  const surveys = await Promise.all(
    TLS_VERSIONS.toReversed().map(async (version) => surveyVersion(samples.ask, version)),
  )
  const versions = concluded(lowered.into(surveys.toReversed()))
  const groups = await surveyGroups(samples.ask, versions)
  const isComplete = await collectSamples(samples, options.samples, versions, groups)
  return {
    versions,
    groups,
    ephemeralKeys: samples.result(isComplete),
    dhePrimes: samples.primes(),
  }
}
