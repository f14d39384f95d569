import { junitXml } from '@countersign/tls-audit'
import type { ProbeReport } from '../../probe/probe-report.js'
import { jsonText } from '../../terminal/json-text.js'
import { formatText } from './format-text.js'
import type { Look } from './look.js'
import { junitSuites } from './junit-suites.js'

export const FORMATS = ['text', 'json', 'junit'] as const

export type ProbeFormat = (typeof FORMATS)[number]

export function formatProbe(report: ProbeReport, format: ProbeFormat, look: Look): string {
  if (format === 'text') return formatText(report, look)
  return format === 'json' ? jsonText(report) : junitXml(junitSuites(report))
}
