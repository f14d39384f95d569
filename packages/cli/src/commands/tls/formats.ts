import {
  formatJson,
  formatJunit,
  formatSarif,
  formatText,
  type TlsReport,
} from '@countersign/tls-audit'
import type { Style } from '../../terminal/style.js'

export const FORMATS = ['text', 'json', 'sarif', 'junit'] as const

export type TlsFormat = (typeof FORMATS)[number]

export function formatTls(
  report: TlsReport,
  format: TlsFormat,
  look: { readonly style: Style; readonly columns: number },
): string {
  if (format === 'text') return formatText(report, look)
  return { json: formatJson, sarif: formatSarif, junit: formatJunit }[format](report)
}
