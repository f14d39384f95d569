import type { ProbeAttack } from '../attacks/attack.js'
import type { AttackReport, AttackResult, ProbeCounts } from '../probe-report.js'
import type { AttackRun } from './run-attack.js'

/** From the worst. */
const RESULTS = ['accepted', 'error', 'leak', 'refused'] as const

/** What a report says of an attack that was run. */
export function reportOf({ attack, trials, reason }: AttackRun): AttackReport {
  const judged = trials.filter(({ judgement }) => judgement.result !== 'throttled')
  const failing = judged.filter(({ judgement }) => judgement.result !== 'refused')
  const results = new Set<string>(judged.map(({ judgement }) => judgement.result))
  const throttled = trials.length - judged.length
  return {
    ...shared(attack),
    result: RESULTS.find((result) => results.has(result)) ?? 'not-run',
    sent: trials.length,
    failing: failing.map(({ name }) => name),
    evidence: [...new Set(judged.map(({ judgement }) => judgement.line))],
    reason:
      throttled > 0
        ? `${throttled} requests ran into a limit of the server.`
        : (reason ?? none(trials)),
  }
}

function none(trials: readonly unknown[]): string | undefined {
  return trials.length === 0 ? 'It makes no token for such a key.' : undefined
}

/** What a report says of one that was not. */
export function notRun(attack: ProbeAttack, reason: string): AttackReport {
  return { ...shared(attack), result: 'not-run', sent: 0, failing: [], evidence: [], reason }
}

export function countsOf(attacks: readonly AttackReport[], requests: number): ProbeCounts {
  const count = (result: AttackResult): number =>
    attacks.filter((attack) => attack.result === result).length
  return {
    attacks: attacks.length,
    requests,
    refused: count('refused'),
    accepted: count('accepted'),
    error: count('error'),
    leak: count('leak'),
    notRun: count('not-run'),
  }
}

function shared({
  id,
  family,
  title,
  rows,
  severity,
}: ProbeAttack): Pick<AttackReport, 'id' | 'family' | 'title' | 'rows' | 'severity'> {
  return { id, family, title, rows, severity }
}
