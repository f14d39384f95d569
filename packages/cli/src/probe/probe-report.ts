import type { ProbeSeverity } from './severity.js'

/** What {@link probe} found. Plain data, without a token or a key in it: `JSON.stringify` of it is the JSON report. */
export interface ProbeReport {
  /** Without its query. */
  readonly target: string
  /** Where the requests went. */
  readonly address: string
  readonly method: string
  readonly startedAt: string
  readonly finishedAt: string
  /** Seconds. */
  readonly duration: number
  /**
   * `clean`: everything that could be run was, and nothing was found that is worse than `info`.
   * `findings`: something was. `undecided`: nothing was, but see `reason`.
   */
  readonly verdict: 'clean' | 'findings' | 'undecided'
  /** Why not everything was run, as a sentence. */
  readonly reason: string | undefined
  readonly calibration: Calibration
  readonly attacks: readonly AttackReport[]
  /** The worst first. */
  readonly findings: readonly ProbeFinding[]
  readonly counts: ProbeCounts
}

/** How the server answers what is known to be good, or bad. Undefined: it was not asked. */
export interface Calibration {
  readonly good: AnswerSummary
  readonly none: AnswerSummary
  readonly garbage: AnswerSummary | undefined
  /** Whether a good token that is bound to a key was taken, with a good proof. */
  readonly dpop: 'accepted' | 'refused' | 'not tried'
  readonly queryToken: 'accepted' | 'refused' | 'not tried'
  /** How many public keys of the issuer are known. */
  readonly publicKeys: number
  readonly signingKey: boolean
}

export interface AnswerSummary {
  /** Undefined: there was no answer. */
  readonly status: number | undefined
  /** Like `401 invalid_token`, or what came instead of an answer. */
  readonly line: string
  /** WWW-Authenticate, with what was sent cut out of it. */
  readonly challenge: string | undefined
  /** Milliseconds. */
  readonly time: number
}

/** `accepted`: it was not answered as a good server does, which for most attacks is to take a forged token. */
export type AttackResult = 'refused' | 'accepted' | 'error' | 'leak' | 'not-run'

/** What came of one attack. */
export interface AttackReport {
  readonly id: string
  readonly family: string
  /** What a good server does. */
  readonly title: string
  /** Rows of the conformance table. */
  readonly rows: readonly string[]
  /** How bad it is if it is accepted. */
  readonly severity: ProbeSeverity
  /** The worst of its requests. */
  readonly result: AttackResult
  /** How many requests were answered, or should have been. */
  readonly sent: number
  /** What of it a good server would have answered otherwise. */
  readonly failing: readonly string[]
  /** Status lines. */
  readonly evidence: readonly string[]
  /** Why it was not run, or not to the end. */
  readonly reason: string | undefined
}

export interface ProbeFinding {
  /** Stable: the id of an attack, or `unprotected`, `server-error`, `leaked-token`, `challenge-missing` … */
  readonly id: string
  /** Of the attack; `answers` where any attack may show it. */
  readonly family: string
  readonly severity: ProbeSeverity
  readonly title: string
  /** What it means, and how to mend it, in general words. */
  readonly meaning: string
  readonly mend: string
  readonly cases: readonly FindingCase[]
}

/** The requests of one attack that show it. */
export interface FindingCase {
  readonly attack: string
  readonly names: readonly string[]
  readonly evidence: readonly string[]
}

export interface ProbeCounts {
  readonly attacks: number
  readonly requests: number
  readonly refused: number
  readonly accepted: number
  readonly error: number
  readonly leak: number
  readonly notRun: number
}
