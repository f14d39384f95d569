import type { Delivery, Notice } from './notifier.js'

/** A delivery on its way through the dispatcher. */
export interface Waiting {
  /** Names what a newer one takes the place of: topic, person, and where it goes. */
  readonly key: string
  readonly delivery: Delivery
  readonly kind: Notice['kind']
  readonly expiresAt: number
  readonly subject: string
  readonly approvalId: string | undefined
  /** Tries so far. */
  attempts: number
  /** Whether a newer one came while it was under way. */
  isReplaced: boolean
}

/** Why a delivery is over, and what there is to say about it. */
export interface End {
  readonly outcome: 'accepted' | 'gone' | 'failed' | 'expired' | 'dropped'
  readonly problem?: string
}
