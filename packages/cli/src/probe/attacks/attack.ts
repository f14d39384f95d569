import type { AttackSubject, DpopSubject } from '@countersign/testing/attacks'
import type { Presented } from '../judge/challenge-faults.js'
import type { ProbeRequest } from '../http/outcome.js'
import type { ProbeSeverity } from '../severity.js'

/** Without what an attack cannot be run. */
export type Need = 'get' | 'public-keys' | 'signing-key' | 'dpop' | 'query-token' | 'strict-times'

/** What attacks are made with. */
export interface Situation {
  readonly subject: AttackSubject
  /** The method of the probe. */
  readonly method: string
  /** What was taken in the calibration. */
  readonly has: ReadonlySet<Need>
  /** A good token that is bound to a key of ours, and proofs for it. Only where `dpop` was taken. */
  readonly dpop: DpopSubject | undefined
}

/** A request that belongs to an attack. */
export interface NamedRequest {
  readonly name: string
  readonly request: ProbeRequest
  /** Which challenge is looked for, if it is refused. */
  readonly presented: Presented
  /** Sent right before, and its answer does not count. Default: nothing. */
  readonly before?: ProbeRequest
}

/** Requests of one kind, and what a good server does with each. */
export interface ProbeAttack {
  readonly id: string
  readonly family: string
  /** What a good server does: `refuses …`. */
  readonly title: string
  readonly rows: readonly string[]
  readonly severity: ProbeSeverity
  readonly needs: readonly Need[]
  /**
   * `refused`: 2xx and 3xx are a finding. `accepted`: a refusal is one. `answered`: only a 5xx or silence is.
   * `other-body`: 2xx is a finding with the body that a good token gets.
   */
  readonly expect: 'refused' | 'accepted' | 'answered' | 'other-body'
  readonly requests: (situation: Situation) => Promise<readonly NamedRequest[]>
}
