import { jsonText } from './json-text.js'
import type { TlsReport } from './report.js'

/**
 * The report as one JSON document, indented. Dates are ISO 8601. It ends in a line feed.
 *
 * What servers say is escaped as JSON allows it, so that it cannot act on a terminal.
 */
export function formatJson(report: TlsReport): string {
  return jsonText(report)
}
