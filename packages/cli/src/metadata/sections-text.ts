import { paragraph, table } from '../terminal/layout.js'
import { safeText } from '../terminal/safe-text.js'
import type { Style } from '../terminal/style.js'
import type { Finding, Section, Verdict } from './finding.js'

interface Look {
  readonly style: Style
  readonly columns: number
}

const VERDICTS: readonly Verdict[] = ['passed', 'unusual', 'wrong', 'unchecked']

/** How many checks ended how. */
export function countVerdicts(sections: readonly Section[]): Readonly<Record<Verdict, number>> {
  const findings = sections.flatMap((section) => section.findings)
  const count = (wanted: Verdict): number =>
    findings.filter(({ verdict }) => verdict === wanted).length
  return Object.fromEntries(VERDICTS.map((one) => [one, count(one)])) as Record<Verdict, number>
}

/** Everything that was found, for a terminal. */
export function sectionsText(sections: readonly Section[], look: Look): string {
  const parts = sections.map((section) => sectionText(section, look))
  return [...parts, summary(sections, look)].join('\n\n')
}

function sectionText({ title, url, findings }: Section, { style, columns }: Look): string {
  const marks: Readonly<Record<Verdict, string>> = {
    passed: style.green('passed'),
    unusual: style.yellow('unusual'),
    wrong: style.red('wrong'),
    unchecked: style.dim('unchecked'),
  }
  const rows = findings.flatMap((finding) => rowsOf(finding, marks[finding.verdict], style))
  const head = paragraph(`${style.bold(title)}  ${safeText(url)}`, columns)
  return `${head}\n${table(rows, columns, { indent: 2 })}`
}

function rowsOf({ check, text, reference, fix }: Finding, mark: string, style: Style): string[][] {
  const row = [mark, check, `${safeText(text)} ${style.dim(reference)}`]
  return fix === undefined ? [row] : [row, ['', '', style.cyan(`→ ${safeText(fix)}`)]]
}

function summary(sections: readonly Section[], { style }: Look): string {
  const counts = countVerdicts(sections)
  const text = VERDICTS.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ')
  return counts.wrong > 0 ? style.red(text) : style.green(text)
}
