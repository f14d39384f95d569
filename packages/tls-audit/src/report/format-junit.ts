import type { Finding } from '../judge/finding.js'
import { junitXml, type JunitCase } from './junit-xml.js'
import { explain } from './explain.js'
import type { EndpointReport, TlsReport } from './report.js'
import { safeText } from './safe-text.js'

const FAILING: ReadonlySet<string> = new Set<Finding['severity']>(['high', 'medium'])

/**
 * The report as JUnit's XML: a suite for each address, with a case for the verdict, an `error` where it is
 * `unknown`, and a failed case for each finding that is `medium` or graver.
 */
export function formatJunit(report: TlsReport): string {
  return junitXml(
    report.endpoints.map((endpoint) => ({
      name: [endpoint.target, endpoint.address].filter(Boolean).join(' '),
      timestamp: report.startedAt,
      cases: [verdictCase(endpoint), ...endpoint.findings.flatMap(findingCase)],
    })),
  )
}

function verdictCase({ verdict, reason }: EndpointReport): JunitCase {
  const name = 'forward secrecy is enforced'
  const problem = { message: safeText(reason), type: verdict }
  if (verdict === 'enforced') return { name }
  return verdict === 'unknown' ? { name, error: problem } : { name, failure: problem }
}

function findingCase(finding: Finding): readonly JunitCase[] {
  if (!FAILING.has(finding.severity)) return []
  const { id, severity, title } = finding
  return [
    {
      name: `${id}: ${title}`,
      failure: { message: safeText(finding.evidence), type: severity, text: explain(finding) },
    },
  ]
}
