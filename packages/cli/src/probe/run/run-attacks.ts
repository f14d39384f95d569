import type { ProbeAttack, Situation } from '../attacks/attack.js'
import { unmetNeed } from '../attacks/unmet-needs.js'
import { askAgain, isTaken } from '../calibrate/calibrate.js'
import type { Collector } from '../collector.js'
import type { Observed } from '../findings/find-in-runs.js'
import type { AttackReport } from '../probe-report.js'
import type { Outcome } from '../http/outcome.js'
import { lineOf } from '../judge/judge-outcome.js'
import { notRun, reportOf } from './attack-report.js'
import { runAttack, type AttackRun, type RunnerOptions } from './run-attack.js'

export interface RunOptions extends RunnerOptions {
  readonly collector: Collector | undefined
  /** Why there are no public keys. */
  readonly keyless: string | undefined
  readonly onAttack: (attack: ProbeAttack, number: number) => void
  /** Why it was ended, once it was. */
  readonly ended: () => string
}

export interface RunResult extends Pick<Observed, 'runs' | 'fetchedBy' | 'downAfter'> {
  readonly reports: readonly AttackReport[]
  /** Why not everything that could be run was. */
  readonly reason: string | undefined
}

/** Runs one attack after the other, and makes sure after each that a good token is still taken: refusals say nothing else. */
export async function runAttacks(
  attacks: readonly ProbeAttack[],
  situation: Situation,
  options: RunOptions,
): Promise<RunResult> {
  const { client, collector, keyless, signal } = options
  const reports: AttackReport[] = []
  const runs: AttackRun[] = []
  const fetchedBy: string[] = []
  let downAfter: string | undefined
  let end: string | undefined
  let throttled = 0

  for (const [number, attack] of attacks.entries()) {
    if (signal.aborted) end ??= options.ended()
    const unmet = end ?? unmetNeed(attack, situation.has, keyless)
    if (unmet !== undefined) {
      reports.push(notRun(attack, unmet))
      continue
    }
    options.onAttack(attack, number)
    const before = collector?.count() ?? 0
    const run = await runAttack(attack, situation, options)
    runs.push(run)
    reports.push(reportOf(run))
    if ((collector?.count() ?? 0) > before) fetchedBy.push(attack.id)
    throttled += run.trials.filter(({ judgement }) => judgement.result === 'throttled').length
    const limited = throttled >= THROTTLED
    const good = limited ? undefined : await askAgain(client, situation.subject, signal)
    if (good === undefined || isThrottled(good)) {
      end = `The server limits requests, by ${limits(runs)}: lift its limit for the probe.`
    } else if (!isTaken(good) && !signal.aborted) {
      end = `After the attack ${attack.id} a good token was not taken any more: ${lineOf(good)}.`
      // Without an error the token may simply have ended.
      if (run.trials.some(({ judgement }) => judgement.result === 'error')) downAfter = attack.id
    }
  }
  if (signal.aborted) end ??= options.ended()
  return { reports, runs, fetchedBy, downAfter, reason: end ?? partly(runs) }
}

/** So many say that the others will be answered alike. */
const THROTTLED = 5

function isThrottled(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 429
}

/** With which answers: the good token after an attack gets 429 only. */
function limits(runs: readonly AttackRun[]): string {
  const throttled = runs.flatMap(({ trials }) =>
    trials.filter(({ judgement }) => judgement.result === 'throttled'),
  )
  const lines = new Set(throttled.map(({ judgement }) => judgement.line))
  return lines.size === 0 ? '429' : [...lines].join(' and ')
}

/** What nobody ended, and was not asked to the end all the same. */
function partly(runs: readonly AttackRun[]): string | undefined {
  const throttled = runs.flatMap(({ trials }) =>
    trials.filter(({ judgement }) => judgement.result === 'throttled'),
  )
  if (throttled.length > 0) {
    return `The server limits requests, by ${limits(runs)}, ${throttled.length} times: lift its limit for the probe.`
  }
  return runs.some(({ reason }) => reason !== undefined)
    ? 'Some attacks were not run to the end, for the server gave no answer in time.'
    : undefined
}
