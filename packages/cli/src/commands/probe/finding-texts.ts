import type { FindingCase, ProbeFinding } from '../../probe/probe-report.js'
import type { ProbeSeverity } from '../../probe/severity.js'
import { paragraph, table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'
import type { Style } from '../../terminal/style.js'
import type { Look } from './look.js'

/** How many are shown of a finding, and of each of several; the JSON report has all. */
const ALONE = 6
const AMONG_OTHERS = 2

const INDENT = 10

/** Characters of a name. */
const LONGEST = 60

/** A block of text for each finding; those that mean the same and are as bad share one. */
export function findingTexts(findings: readonly ProbeFinding[], look: Look): string[] {
  const groups = new Map<string, ProbeFinding[]>()
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.meaning}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].map((group) => blockOf(group, look))
}

function blockOf(group: readonly ProbeFinding[], { style, columns }: Look): string {
  const [first] = group
  if (first === undefined) return ''
  const { severity, family, title, id, meaning, mend } = first
  const head =
    group.length === 1
      ? `${style.bold(title)} ${style.dim(id)}`
      : style.bold(`${family}: ${group.length} attacks are not refused`)
  const seen =
    group.length === 1
      ? casesOf(first, style)
      : group.flatMap((one) => [[style.dim(one.id), allCases(one)]])
  const rows = [...seen, ...(mend === '' ? [] : [[style.dim('mend'), mend]])]
  return [
    table([[paint(severity, style)(severity.padEnd(INDENT - 2)), head]], columns),
    paragraph(meaning, columns, { indent: INDENT }),
    table(rows, columns, { indent: INDENT }),
  ].join('\n')
}

/** One row for each attack, if there are several. */
function casesOf({ id, cases }: ProbeFinding, style: Style): string[][] {
  const [first] = cases
  if (cases.length === 1 && first?.attack === id)
    return [[style.dim('seen'), caseText(first, ALONE)]]
  const shown = cases.slice(0, ALONE)
  const more = cases.length - shown.length
  return [
    ...shown.map((one) => [style.dim(one.attack), caseText(one, AMONG_OTHERS)]),
    ...(more > 0 ? [[style.dim('…'), `and in ${more} more attacks`]] : []),
  ]
}

function allCases({ cases }: ProbeFinding): string {
  return cases.map((one) => caseText(one, AMONG_OTHERS)).join('; ')
}

function caseText({ names, evidence }: FindingCase, most: number): string {
  const shown = names.slice(0, most).map(shortened)
  const more = names.length - shown.length
  const list = [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ')
  return evidence.length > 0 ? `${list} → ${evidence.join(', ')}` : list
}

function shortened(name: string): string {
  const text = safeText(name)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

function paint(severity: ProbeSeverity, style: Style): (text: string) => string {
  const paints: Readonly<Record<ProbeSeverity, (text: string) => string>> = {
    critical: style.red,
    high: style.red,
    medium: style.yellow,
    low: style.cyan,
    info: style.dim,
  }
  return paints[severity]
}
