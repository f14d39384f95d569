import type { Baseline, Judgement } from '../judge/judge-outcome.js'
import type { ProbeFinding } from '../probe-report.js'
import { isSlow, type AttackRun, type Trial } from '../run/run-attack.js'
import { bySeverity, type ProbeSeverity } from '../severity.js'
import { FAMILY_TEXTS, MILD_TEXTS, TEXTS } from './texts.js'

/** What a run of the attacks has shown, beside the answers themselves. */
export interface Observed {
  readonly runs: readonly AttackRun[]
  readonly baseline: Baseline
  /** Attacks while which the collector was asked. */
  readonly fetchedBy: readonly string[]
  /** The attack after which no good token was taken any more. */
  readonly downAfter: string | undefined
}

/** One kind of finding that any attack may show. */
interface Kind {
  readonly id: string
  readonly severity: ProbeSeverity
  readonly shows: (trial: Trial, baseline: Baseline) => boolean
}

const KINDS: readonly Kind[] = [
  { id: 'server-silent', severity: 'high', shows: ({ judgement }) => isSilent(judgement) },
  {
    id: 'server-error',
    severity: 'medium',
    shows: ({ judgement }) => judgement.result === 'error' && !isSilent(judgement),
  },
  { id: 'leaked-token', severity: 'medium', shows: ({ judgement }) => judgement.leak === 'token' },
  {
    id: 'leaked-internals',
    severity: 'low',
    shows: ({ judgement }) => judgement.leak === 'internals',
  },
  ...(
    [
      'challenge-missing',
      'challenge-malformed',
      'challenge-scheme',
      'challenge-code',
      'challenge-code-unasked',
    ] as const
  ).map((id): Kind => ({ id, severity: 'low', shows: ({ judgement }) => judgement.fault === id })),
  {
    id: 'challenge-code-missing',
    severity: 'info',
    shows: ({ judgement }) => judgement.fault === 'challenge-code-missing',
  },
  { id: 'slow', severity: 'info', shows: isSlow },
]

/** Groups what was seen into findings, the worst first. */
export function findInRuns({ runs, baseline, fetchedBy, downAfter }: Observed): ProbeFinding[] {
  const accepted = runs.flatMap((run) => acceptedFinding(run) ?? [])
  const kinds = KINDS.flatMap(({ id, severity, shows }) => {
    const cases = runs.flatMap((run) => caseOf(run, (trial) => shows(trial, baseline)) ?? [])
    return cases.length === 0 ? [] : [finding(id, severity, cases)]
  })
  const fetched = fetchedBy.map((attack) => ({ attack, names: [], evidence: [] }))
  const down = downAfter === undefined ? [] : [{ attack: downAfter, names: [], evidence: [] }]
  return [
    ...accepted,
    ...kinds,
    ...(fetched.length > 0 ? [finding('fetched', 'critical', fetched)] : []),
    ...(down.length > 0 ? [finding('server-down', 'high', down)] : []),
  ].toSorted(bySeverity)
}

/** The finding of a route that wants no token. */
export function unprotectedFinding(line: string): ProbeFinding {
  return finding('unprotected', 'critical', [
    { attack: 'no-token', names: ['no Authorization header'], evidence: [line] },
  ])
}

function isSilent({ result, line }: Judgement): boolean {
  return result === 'error' && line === 'no answer in time'
}

function acceptedFinding(run: AttackRun): ProbeFinding | undefined {
  const found = caseOf(run, ({ judgement }) => judgement.result === 'accepted')
  if (found === undefined) return undefined
  const { id, severity, family, title } = run.attack
  const own = TEXTS[id]
  if (own !== undefined) return finding(id, severity, [found])
  const text = (severity === 'low' ? MILD_TEXTS[family] : undefined) ??
    FAMILY_TEXTS[family] ?? { meaning: `A good server ${title}.`, mend: '' }
  return { id, family, severity, title: titleOf(title), ...text, cases: [found] }
}

/** `refuses unsigned tokens` is what did not happen. */
function titleOf(title: string): string {
  return title.startsWith('refuses ')
    ? `Accepted: ${title.slice('refuses '.length)}`
    : `A good server ${title}`
}

function caseOf(
  { attack, trials }: AttackRun,
  shows: (trial: Trial) => boolean,
): ProbeFinding['cases'][number] | undefined {
  const found = trials.filter(shows)
  if (found.length === 0) return undefined
  return {
    attack: attack.id,
    names: found.map(({ name }) => name),
    evidence: [...new Set(found.map(({ judgement }) => judgement.line))],
  }
}

function finding(
  id: string,
  severity: ProbeSeverity,
  cases: ProbeFinding['cases'],
  family = 'answers',
): ProbeFinding {
  const { title, meaning, mend } = TEXTS[id] ?? { title: id, meaning: '', mend: '' }
  return { id, family, severity, title, meaning, mend, cases }
}
