import type { CertificateFindings, Handshakes, Resumption } from '../handshake/handshakes.js'
import { counted, duration, shortened, versionName } from '../judge/words.js'
import type { Survey, VersionSurvey } from '../survey/survey.js'
import { table } from './layout.js'
import type { EndpointReport } from './report.js'
import { safeText } from './safe-text.js'

const INDENT = { indent: 2 }

/** What was seen, in two small tables: versions, and the rest. */
export function factsText(
  { survey, handshakes }: Pick<EndpointReport, 'survey' | 'handshakes'>,
  columns: number,
): string {
  const versions = survey ? versionRows(survey) : []
  const rows = [...(handshakes ? handshakeRows(handshakes) : []), ...groupRows(survey)]
  return [versions, rows]
    .filter((part) => part.length > 0)
    .map((part) => table(part, columns, INDENT))
    .join('\n\n')
}

function versionRows({ versions }: Survey): readonly (readonly string[])[] {
  if (versions.length === 0) return []
  const heading = ['', 'forward secret', 'without it', 'suites']
  const rows = versions.map((survey) => [
    versionName(survey.version),
    survey.forwardSecret,
    survey.notForwardSecret,
    suitesText(survey),
  ])
  return [heading, ...rows]
}

/** How many, by how they agree on keys. */
function suitesText({ suites, complete }: VersionSurvey): string {
  const kinds = new Map<string, number>()
  for (const { keyExchange } of suites) kinds.set(keyExchange, (kinds.get(keyExchange) ?? 0) + 1)
  const counts = [...kinds].map(([kind, count]) =>
    kind === 'TLS13' ? `${count}` : `${count} ${kind}`,
  )
  return counts.join(', ') + (complete || suites.length === 0 ? '' : ', and maybe more')
}

function handshakeRows(handshakes: Handshakes): readonly (readonly string[])[] {
  const { usual, certificate, resumption } = handshakes
  const row = usual.completed
    ? `${versionName(usual.version)}, ${usual.suite}`
    : `not completed: ${usual.reason}`
  return [
    ['handshake', safeText(row)],
    ...(certificate ? [['certificate', safeText(certificateText(certificate))]] : []),
    ...(usual.completed ? [['sessions', resumptionText(resumption)]] : []),
  ]
}

function certificateText({ subject, keyType, keyBits, validTo }: CertificateFindings): string {
  const size = keyBits === undefined ? '' : ` of ${counted(keyBits, 'bit')}`
  return `${shortened(subject)}; ${keyType}${size}; until ${validTo.toISOString().slice(0, 10)}`
}

function resumptionText({ tls12, tls13, tickets, ticketLifetime }: Resumption): string {
  const resumed = [
    ...(tls12 === true ? ['TLS 1.2'] : []),
    ...(tls13 === true ? ['TLS 1.3'] : []),
  ].join(' and ')
  const lifetime = ticketLifetime === undefined ? '' : ` for ${duration(ticketLifetime)}`
  const given = { true: `tickets${lifetime}`, false: 'no tickets', undefined: 'tickets not seen' }
  return `${given[`${tickets}`]}${resumed === '' ? '' : `; taken up with ${resumed}`}`
}

function groupRows(survey: Survey | undefined): readonly (readonly string[])[] {
  const accepted = (survey?.groups ?? []).filter(({ outcome }) => outcome === 'accepted')
  const names = accepted.map(({ group }) => group.name)
  const primes = [...new Set(survey?.dhePrimes)].map((bits) => `DHE of ${bits} bits`)
  const all = [...names, ...primes]
  return all.length > 0 ? [['groups', all.join(', ')]] : []
}
