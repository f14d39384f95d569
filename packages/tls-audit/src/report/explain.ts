import type { Finding } from '../judge/finding.js'
import { safeText } from './safe-text.js'

/** A finding as some lines of text: what was seen, and what mends it. */
export function explain({ title, evidence, mend }: Finding): string {
  const settings = Object.entries(mend).flatMap(([software, setting]) => [
    '',
    `${software}:`,
    setting,
  ])
  return [`${title}.`, safeText(evidence), ...settings].join('\n')
}
