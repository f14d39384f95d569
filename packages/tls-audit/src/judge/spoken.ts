import type { VersionSurvey } from '../survey/survey.js'
import type { TlsVersion } from '../tls-version.js'
import type { Evidence } from './evidence.js'

type Seen = Pick<Evidence, 'survey' | 'handshakes'>

/** Versions with which a handshake begins, by either engine; oldest first. */
export function surveysOfSpoken({ survey }: Pick<Seen, 'survey'>): readonly VersionSurvey[] {
  return survey.versions.filter(
    ({ forwardSecret, notForwardSecret, suites }) =>
      forwardSecret === 'accepted' || notForwardSecret === 'accepted' || suites.length > 0,
  )
}

export function isSpoken(version: TlsVersion, seen: Seen): boolean {
  return (
    surveysOfSpoken(seen).some((one) => one.version === version) ||
    handshakesOf(seen).includes(version)
  )
}

/** Versions of handshakes that were completed. */
export function handshakesOf({ handshakes }: Pick<Seen, 'handshakes'>): readonly TlsVersion[] {
  const { usual, versions } = handshakes
  const accepted = versions
    .filter(({ outcome }) => outcome === 'accepted')
    .map(({ version }) => version)
  return usual.completed ? [...new Set([...accepted, usual.version])] : accepted
}

/** Whether a completed handshake was forward secret, by IANA's name of its suite. */
export function isForwardSecretSuite(version: TlsVersion, suite: string): boolean {
  if (/_EXPORT|_WITH_NULL_|^TLS_SHA\d+_SHA\d+$/.test(suite)) return false
  return version === 'TLSv1.3' || /^TLS_(?:ECDHE|DHE)_/.test(suite)
}
