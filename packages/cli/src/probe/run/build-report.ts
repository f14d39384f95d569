import type { ProbeAttack, Situation } from '../attacks/attack.js'
import { summaryOf, type Calibrated } from '../calibrate/calibrate.js'
import { findInRuns, unprotectedFinding } from '../findings/find-in-runs.js'
import { lineOf } from '../judge/judge-outcome.js'
import { secretsIn, secretsOf } from '../judge/leaks.js'
import type { Settings } from '../probe-options.js'
import type { Calibration, ProbeFinding, ProbeReport } from '../probe-report.js'
import { isAtLeast } from '../severity.js'
import type { Target } from '../target/resolve-target.js'
import { countsOf, notRun } from './attack-report.js'
import type { RunResult } from './run-attacks.js'

/** How a probe went, as far as it got. */
export interface Course {
  readonly target: Target
  readonly settings: Pick<Settings, 'method' | 'headers' | 'body'>
  readonly startedAt: Date
  readonly attacks: readonly ProbeAttack[]
  readonly calibrated: Calibrated
  readonly situation?: Situation
  readonly result?: RunResult
  readonly requests?: number
  readonly reason: string | undefined
}

export function buildReport(course: Course): ProbeReport {
  const { target, startedAt, calibrated, result, reason, requests = 0 } = course
  const finishedAt = new Date()
  const findings = findingsOf(course)
  const because = calibrated.unprotected === true ? 'The route wants no token.' : (reason ?? '')
  const attacks = result?.reports ?? course.attacks.map((attack) => notRun(attack, because))
  return {
    target: `${target.url.origin}${target.url.pathname}`,
    address: target.address,
    method: course.settings.method,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    duration: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    verdict: verdictOf(findings, reason),
    reason,
    calibration: calibrationOf(course),
    attacks,
    findings,
    counts: countsOf(attacks, requests),
  }
}

function findingsOf({ calibrated, result }: Course): readonly ProbeFinding[] {
  const { none, baseline } = calibrated
  if (calibrated.unprotected === true) return [unprotectedFinding(lineOf(none.outcome))]
  return result && baseline ? findInRuns({ ...result, baseline }) : []
}

/** What is proven comes before what is not known. */
function verdictOf(
  findings: readonly ProbeFinding[],
  reason: string | undefined,
): ProbeReport['verdict'] {
  if (findings.some(({ severity }) => isAtLeast(severity, 'low'))) return 'findings'
  return reason === undefined ? 'clean' : 'undecided'
}

/** Headers that say nothing which a server may not repeat. */
function isOpen(name: string): boolean {
  return ['host', 'accept', 'content-type', 'user-agent', 'origin'].includes(name.toLowerCase())
}

function calibrationOf({ calibrated, situation, settings }: Course): Calibration {
  const { good, none, garbage } = calibrated
  const secrets = [
    ...secretsIn(settings.headers.flatMap(([name, value]) => (isOpen(name) ? [] : [value]))),
    ...secretsOf({ body: settings.body ?? '' }),
  ]
  const subject = situation?.subject
  const has = (need: 'dpop' | 'query-token'): 'accepted' | 'refused' | 'not tried' => {
    if (situation === undefined || (need === 'dpop' && subject?.keys.size === 0)) return 'not tried'
    return situation.has.has(need) ? 'accepted' : 'refused'
  }
  return {
    good: summaryOf(good, secrets),
    none: summaryOf(none, [...secretsOf(good.request), ...secrets]),
    garbage: garbage && summaryOf(garbage, [...secretsOf(good.request), ...secrets]),
    dpop: has('dpop'),
    queryToken: has('query-token'),
    publicKeys: subject?.jwks.keys.length ?? 0,
    signingKey: (subject?.keys.size ?? 0) > 0,
  }
}
