import type { Chosen } from '../hello/answer.js'
import type { TlsVersion } from '../tls-version.js'
import type { Ask } from './ask.js'
import { enumerateSuites, type Enumeration } from './enumerate-suites.js'
import { offersIn } from './offers.js'
import type { VersionSurvey } from './survey.js'

/**
 * Asks for every suite in one version: those with forward secrecy, then those without. Each outcome is of
 * its own hellos: whether they bear each other out is for {@link concluded} to say.
 */
export async function surveyVersion(ask: Ask, version: TlsVersion): Promise<VersionSurvey> {
  const offers = offersIn(version)
  const enumerate = async (kind: keyof typeof offers, endsWithVersion: boolean) =>
    enumerateSuites(ask, { version, lists: offers[kind], endsWithVersion })

  const first = await enumerate('forwardSecret', true)
  // One word against the version is believed when a hello of the other kind hears it as well.
  const other = await enumerate('notForwardSecret', first.isVersionRefused)
  const isContradicted = first.isVersionRefused && !other.isVersionRefused
  const control = isContradicted ? await enumerate('forwardSecret', false) : first
  return surveyOf(version, control, other)
}

function surveyOf(version: TlsVersion, control: Enumeration, other: Enumeration): VersionSurvey {
  const chosen = [...control.chosen, ...other.chosen]
  return {
    version,
    forwardSecret: control.outcome,
    notForwardSecret: other.outcome,
    reason: control.reason ?? other.reason,
    suites: chosen.map(({ suite }) => suite),
    complete: control.complete && other.complete,
    ...(version === 'TLSv1.3' ? {} : flagsOf(chosen)),
  }
}

function flagsOf(
  chosen: readonly Chosen[],
): Pick<VersionSurvey, 'extendedMasterSecret' | 'sessionTicket'> {
  if (chosen.length === 0) return {}
  return {
    extendedMasterSecret: chosen.every(({ extendedMasterSecret }) => extendedMasterSecret === true),
    sessionTicket: chosen.some(({ sessionTicket }) => sessionTicket === true),
  }
}
