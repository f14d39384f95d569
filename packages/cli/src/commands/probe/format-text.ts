import type { Calibration, ProbeReport } from '../../probe/probe-report.js'
import { paragraph, table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'
import { familyRows } from './family-rows.js'
import { findingTexts } from './finding-texts.js'
import type { Look } from './look.js'

/** How many attacks are named that were not run for one reason. */
const NAMES = 6

/** The report for a person: findings first, the worst on top; then what was tried. */
export function formatText(report: ProbeReport, look: Look): string {
  const { style, columns } = look
  const parts = [
    headline(report, look),
    ...findingTexts(report.findings, look),
    table(familyRows(report, style), columns, { indent: 2 }),
    ...notRunText(report, look),
    summary(report, look),
  ]
  return parts.join('\n\n')
}

function headline(report: ProbeReport, { style, columns }: Look): string {
  const { target, address, method, calibration } = report
  const { good, none, garbage } = calibration
  const lines = [
    ['good token', good?.line],
    ['no token', none?.line],
    ['rubbish', garbage?.line],
    ['known', knownOf(calibration)],
  ].flatMap(([name, text]) => (text === undefined ? [] : [[style.dim(name ?? ''), text]]))
  // What a server asks for helps most where nothing else could be found out.
  const challenge = garbage === undefined ? (good?.challenge ?? none?.challenge) : undefined
  if (challenge !== undefined) lines.push([style.dim('it says'), safeText(challenge)])
  return [
    paragraph(style.bold(`${method} ${safeText(target)} (${address})`), columns),
    table(lines, columns, { indent: 2 }),
  ].join('\n')
}

function knownOf({ good, publicKeys, signingKey, dpop }: Calibration): string | undefined {
  if (good === undefined || (publicKeys === 0 && !signingKey && dpop === 'not tried')) {
    return 'a good token only'
  }
  const keys = publicKeys === 1 ? '1 public key' : `${publicKeys} public keys`
  const signing = signingKey ? ', a signing key' : ''
  return `${keys}${signing}${dpop === 'accepted' ? ', DPoP is taken' : ''}`
}

function notRunText({ attacks }: ProbeReport, { style, columns }: Look): string[] {
  const left = attacks.filter(({ result, reason }) => result === 'not-run' && reason)
  const reasons = [...new Set(left.map(({ reason }) => reason ?? ''))]
  if (reasons.length === 0) return []
  return [
    reasons
      .map((reason) => {
        const ids = left.filter((attack) => attack.reason === reason).map(({ id }) => id)
        const some =
          ids.length > NAMES ? [...ids.slice(0, NAMES), `${ids.length - NAMES} more`] : ids
        return paragraph(`${style.dim('Not run:')} ${some.join(', ')}. ${reason}`, columns)
      })
      .join('\n'),
  ]
}

function summary(report: ProbeReport, { style, columns }: Look): string {
  const { verdict, findings, counts, duration, reason } = report
  const tried = `${counts.attacks - counts.notRun} of ${counts.attacks} attacks, ${counts.requests} requests, ${duration.toFixed(1)} s`
  const words = {
    clean: style.green('Nothing found.'),
    findings: style.red(`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.`),
    undecided: style.yellow('Undecided.'),
  }
  return paragraph(`${words[verdict]} ${reason ? `${safeText(reason)} ` : ''}${tried}.`, columns)
}
