import { createHash } from 'node:crypto'
import type { Finding, Severity } from '../judge/finding.js'
import { RULES } from '../judge/rules.js'
import type { Verdict } from '../judge/verdict.js'
import { explain } from './explain.js'
import type { EndpointReport, TlsReport } from './report.js'
import { jsonText } from './json-text.js'
import { safeText } from './safe-text.js'

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** The rule that the verdict itself is a result of. */
const VERDICT_RULE = 'forward-secrecy'

const LEVELS: Readonly<Record<Severity, string>> = {
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}

// SARIF 2.1.0 §3.27.9: a level other than `none` is for failures only.
const VERDICT_RESULTS: Readonly<
  Record<Verdict, { readonly kind: string; readonly level: string }>
> = {
  enforced: { kind: 'pass', level: 'none' },
  unknown: { kind: 'open', level: 'none' },
  offered: { kind: 'fail', level: 'warning' },
  none: { kind: 'fail', level: 'error' },
}

/**
 * The report as SARIF 2.1.0, for code scanning: a result for the verdict of each address, and one for each
 * finding. The location is the target, written as a path (`https/example.com/443`), as it is no file. It ends in
 * a line feed.
 */
export function formatSarif(report: TlsReport): string {
  const run = {
    tool: {
      driver: {
        name: 'countersign-tls-audit',
        informationUri: 'https://github.com/countersign/countersign',
        rules: [verdictRule(), ...RULES.map(ruleOf)],
      },
    },
    invocations: [
      {
        executionSuccessful: true,
        startTimeUtc: report.startedAt,
        endTimeUtc: report.finishedAt,
      },
    ],
    results: report.endpoints.flatMap((endpoint) => [
      verdictResult(endpoint),
      ...endpoint.findings.map((finding) => findingResult(finding, endpoint)),
    ]),
  }
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] })
}

function verdictRule(): object {
  return {
    id: VERDICT_RULE,
    shortDescription: { text: 'Forward secrecy is enforced' },
    defaultConfiguration: { level: 'warning' },
  }
}

function ruleOf({ id, severity, title }: Omit<Finding, 'evidence'>): object {
  return {
    id,
    shortDescription: { text: title },
    defaultConfiguration: { level: LEVELS[severity] },
  }
}

function verdictResult(endpoint: EndpointReport): object {
  return {
    ruleId: VERDICT_RULE,
    ...VERDICT_RESULTS[endpoint.verdict],
    message: { text: safeText(endpoint.reason) },
    ...placeOf(endpoint, VERDICT_RULE),
  }
}

function findingResult(finding: Finding, endpoint: EndpointReport): object {
  return {
    ruleId: finding.id,
    kind: 'fail',
    level: LEVELS[finding.severity],
    message: { text: explain(finding) },
    ...placeOf(endpoint, finding.id),
  }
}

/** Where it is, and what it is known by from run to run. */
function placeOf({ target, address, endpoint }: EndpointReport, rule: string): object {
  const { protocol, host, port } = endpoint
  // As if it were a file: GitHub refuses a document as a whole in which a scheme is another one than `file`.
  const uri = [protocol, host, port].map(encodeURIComponent).join('/')
  const place = [target, address].filter(Boolean).join(' ')
  return {
    locations: [
      {
        physicalLocation: { artifactLocation: { uri } },
        logicalLocations: [{ fullyQualifiedName: place, kind: 'resource' }],
      },
    ],
    partialFingerprints: {
      'countersign/v1': createHash('sha256').update(`${rule} ${place}`).digest('hex'),
    },
  }
}
