import type { Finding } from '../judge/finding.js'
import { hanging, padded, verbatim } from './layout.js'
import { safeText } from './safe-text.js'
import { SEVERITY_COLOURS, type TextStyle } from './style.js'

const INDENT = 2
/** Of `medium`, and a gap. */
const SEVERITY_WIDTH = 8
const SOFTWARE_WIDTH = 7
const MARGIN = ' '.repeat(INDENT + SEVERITY_WIDTH)

const SOFTWARE = [
  ['node', 'Node'],
  ['nginx', 'nginx'],
  ['envoy', 'Envoy'],
] as const

/** What has been told once, and by which finding: the settings are long. */
export type Told = Map<Finding['mend'], string>

/** Findings as they come, each with what shows it and what mends it. */
export function findingsText(
  findings: readonly Finding[],
  told: Told,
  columns: number,
  style: TextStyle,
): string {
  return findings
    .map((finding) => {
      const earlier = told.get(finding.mend)
      if (earlier === undefined) told.set(finding.mend, finding.id)
      return [
        titleText(finding, columns, style),
        hanging(MARGIN, safeText(finding.evidence), columns),
        ...(earlier === undefined
          ? mendText(finding.mend, style)
          : [`${MARGIN}${style.dim(`Mended as ${earlier} above.`)}`]),
      ].join('\n')
    })
    .join('\n\n')
}

function titleText({ id, severity, title }: Finding, columns: number, style: TextStyle): string {
  const paint = style[SEVERITY_COLOURS[severity]]
  const front = ' '.repeat(INDENT) + paint(padded(severity, SEVERITY_WIDTH))
  return hanging(front, `${style.bold(title)} ${style.dim(`(${id})`)}`, columns)
}

function mendText(mend: Finding['mend'], style: TextStyle): readonly string[] {
  return SOFTWARE.flatMap(([key, name]) => {
    const setting = mend[key]
    if (setting === undefined) return []
    return [verbatim(`${MARGIN}${style.cyan(padded(name, SOFTWARE_WIDTH))}`, setting)]
  })
}
