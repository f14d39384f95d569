import type { JunitCase, JunitSuite } from '@countersign/tls-audit'
import type { AttackReport, ProbeFinding, ProbeReport } from '../../probe/probe-report.js'
import { isAtLeast } from '../../probe/severity.js'

/** A suite for each family of attacks, with a case for each attack; and one of the findings that any attack may show. */
export function junitSuites(report: ProbeReport): JunitSuite[] {
  const timestamp = report.startedAt
  const byId = new Map(report.findings.map((finding) => [finding.id, finding]))
  const ids = new Set(report.attacks.map(({ id }) => id))
  const families = [...new Set(report.attacks.map(({ family }) => family))]
  const others = report.findings.filter(({ id }) => !ids.has(id))
  return [
    {
      name: `probe of ${report.target}`,
      timestamp,
      cases: [verdictCase(report), ...others.map(findingCase)],
    },
    ...families.map((family) => ({
      name: family,
      timestamp,
      cases: report.attacks
        .filter((attack) => attack.family === family)
        .map((attack) => attackCase(attack, byId.get(attack.id))),
    })),
  ]
}

function verdictCase({ reason }: ProbeReport): JunitCase {
  const name = 'everything was run'
  return reason === undefined ? { name } : { name, error: { message: reason } }
}

function findingCase(finding: ProbeFinding): JunitCase {
  return { name: `${finding.id}: ${finding.title}`, ...problemOf(finding) }
}

function attackCase(attack: AttackReport, finding: ProbeFinding | undefined): JunitCase {
  const name = `${attack.id}: ${attack.title}`
  if (finding !== undefined) return { name, ...problemOf(finding) }
  return attack.result === 'not-run' ? { name, skipped: attack.reason ?? 'not run' } : { name }
}

/** What is only worth knowing fails nothing. */
function problemOf(finding: ProbeFinding): Pick<JunitCase, 'failure'> {
  if (!isAtLeast(finding.severity, 'low')) return {}
  const cases = finding.cases.map(
    ({ attack, names, evidence }) => `${attack}: ${names.join(', ')} (${evidence.join(', ')})`,
  )
  return {
    failure: {
      message: `${finding.severity}: ${finding.title}`,
      type: finding.severity,
      text: [finding.meaning, finding.mend, ...cases].join('\n'),
    },
  }
}
