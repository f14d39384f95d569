import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { CHANNELS, type RefusedMessage, type UsageMessage } from '@countersign/core'
import type { Counters } from './counters.js'
import { reasonOf } from './new-use.js'
import { noteUse, type AttributedUsage, type NotedUse, type NotingRules } from './noted-use.js'
import { RefusalLimit } from './refusal-limit.js'

export interface IntakeParts {
  readonly rules: NotingRules
  readonly maxRefusalsPerMinute: number
  readonly counters: Counters
  readonly clock: () => number
  /** Takes a use. */
  onUse(use: NotedUse): void
  /** Something was counted that has to be written, too. */
  onCount(): void
  onSuppressed(): void
  onError(error: unknown): void
}

/** Hears of every use of a token in this process, and passes on what is recorded or counted. */
export class Intake {
  readonly #parts: IntakeParts
  readonly #limit: RefusalLimit

  constructor(parts: IntakeParts) {
    this.#parts = parts
    this.#limit = new RefusalLimit(parts.maxRefusalsPerMinute)
  }

  open(): void {
    subscribe(CHANNELS.usage, this.#onUsage)
    subscribe(CHANNELS.refused, this.#onRefused)
  }

  close(): void {
    unsubscribe(CHANNELS.usage, this.#onUsage)
    unsubscribe(CHANNELS.refused, this.#onRefused)
  }

  // What a listener throws ends the process.
  readonly #onUsage = (message: unknown): void => {
    try {
      this.#take(message as UsageMessage)
    } catch (error) {
      this.#parts.onError(error)
    }
  }

  readonly #onRefused = (message: unknown): void => {
    try {
      const { identity, reason } = message as RefusedMessage
      // Of those with an identity an adapter tells more.
      if (identity === undefined) this.#count('unattributed', reason)
    } catch (error) {
      this.#parts.onError(error)
    }
  }

  #take(message: UsageMessage): void {
    const { decision, issuer, subject } = message
    if (decision === 'anonymous') {
      this.#count('anonymous', undefined)
      return
    }
    // Refused, and nobody known: that was counted when it was refused.
    if (typeof issuer !== 'string') return
    const parts = this.#parts
    const now = parts.clock()
    if (decision !== 'accepted' && !this.#limit.take(issuer, subject, now)) {
      this.#count('suppressed', message.reason)
      parts.onSuppressed()
      return
    }
    parts.onUse(noteUse(message as AttributedUsage, now, parts.rules))
  }

  #count(kind: 'unattributed' | 'anonymous' | 'suppressed', reason: unknown): void {
    this.#parts.counters.add(kind, reasonOf(reason))
    this.#parts.onCount()
  }
}
