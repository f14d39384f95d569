import { counted, conjunction } from '../judge/words.js'
import { VERDICTS } from '../judge/verdict.js'
import { hanging } from './layout.js'
import type { EndpointReport, TlsReport } from './report.js'
import { safeText } from './safe-text.js'
import { PLAIN, VERDICT_COLOURS, type TextStyle } from './style.js'
import { findingsText, type Told } from './text-findings.js'
import { factsText } from './text-facts.js'

export interface TextOptions {
  /** How wide a line may be, default 80. Settings to copy are not broken. */
  readonly columns?: number
  /** Default: no colours. */
  readonly style?: TextStyle
}

/**
 * The report for people: a block for each address, and at the end what is not established.
 *
 * What servers say is escaped, so that it cannot act on a terminal. The last line ends in a line feed.
 */
export function formatText(
  report: TlsReport,
  { columns = 80, style = PLAIN }: TextOptions = {},
): string {
  const told: Told = new Map()
  const sentences = new Set(report.endpoints.flatMap(({ notEstablished }) => notEstablished))
  return `${[
    ...report.endpoints.map((endpoint) => endpointText(endpoint, told, columns, style)),
    ...(report.endpoints.length > 1 ? [summary(report.endpoints)] : []),
    ...(sentences.size > 0 ? [limitsText([...sentences], columns, style)] : []),
  ].join('\n\n')}\n`
}

function endpointText(
  report: EndpointReport,
  told: Told,
  columns: number,
  style: TextStyle,
): string {
  const { target, address, verdict, reason } = report
  const place = address === undefined ? '' : style.dim(` at ${safeText(address)}`)
  const paint = style[VERDICT_COLOURS[verdict]]
  const facts = factsText(report, columns)
  const findings = findingsText(report.findings, told, columns, style)
  return [
    `${style.bold(safeText(target))}${place}`,
    hanging(`  ${style.bold(paint(verdict))}  `, safeText(reason), columns),
    ...(facts === '' ? [] : ['', facts]),
    ...(findings === '' ? [] : ['', findings]),
  ].join('\n')
}

function summary(endpoints: readonly EndpointReport[]): string {
  const counts = VERDICTS.flatMap((verdict) => {
    const count = endpoints.filter((one) => one.verdict === verdict).length
    return count > 0 ? [`${count} ${verdict}`] : []
  })
  return `${counted(endpoints.length, 'endpoint')}: ${conjunction(counts)}.`
}

function limitsText(sentences: readonly string[], columns: number, style: TextStyle): string {
  return [
    style.bold('What this does not establish'),
    ...sentences.map((sentence) => style.dim(hanging('  - ', safeText(sentence), columns))),
  ].join('\n')
}
