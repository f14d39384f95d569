import type { Reason } from '@countersign/core'
import type { Step } from '@countersign/core/reasons'

/** How a step ended. */
export type StepState = 'passed' | 'failed' | 'undecided' | 'not reached' | 'not asked'

/** One step, for people and programs. */
export interface StepReport {
  /** From 1, as in the order of a request. */
  readonly number: number
  readonly step: Step
  readonly title: string
  readonly question: string
  readonly state: StepState
  /** Why it was not asked, or what else there is to know. */
  readonly note?: string | undefined
}

/** Why a token was refused, or could not be decided. */
export interface Explanation {
  /** Stable: the reason of the core. */
  readonly reason: Reason
  readonly status: number
  /** The error code of the challenge. */
  readonly code: string | undefined
  readonly meaning: string
  readonly advice: string
  /** The check that failed, in more words: the name of a claim, the answer of a server. */
  readonly detail: string | undefined
  /** What the token or the proof says, compared with what was asked. */
  readonly seen: readonly string[]
  /** Whether the issuer stands for what was seen; otherwise anybody may have written it. */
  readonly isSeenSigned: boolean
}

/** How a verification ended. Never holds the token. */
export interface VerifyReport {
  readonly verdict: 'verified' | 'refused' | 'undecided'
  readonly steps: readonly StepReport[]
  readonly explanation?: Explanation | undefined
  readonly token?: VerifiedSummary | undefined
}

/** What a verified token says. */
export interface VerifiedSummary {
  readonly kind: 'jwt' | 'opaque'
  readonly scheme: string
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly scopes: readonly string[]
  /** Seconds since 1970. */
  readonly expiresAt: number
  readonly binding: { readonly jkt?: string; readonly x5tS256?: string } | undefined
  readonly claims: Readonly<Record<string, unknown>>
}
