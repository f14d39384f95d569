import { ConfigError } from '@countersign/core'
import { reasonOf } from '@countersign/database'
import { publishFailure } from '../channels.js'
import type { Deliveries } from '../directory/directory.js'
import { DeliveryRecord } from './delivery-record.js'
import { Line } from './line.js'
import type { Delivery, Notice, Notifier, Recipient } from './notifier.js'
import { problemOf } from './problem-of.js'
import type { End, Waiting } from './waiting-delivery.js'

/** Hands notices to notifiers, in the background: bounded, timed, tried again, and recorded. */
export interface Dispatcher {
  /** Comes back at once, never throws. `approvalId` ties the record of deliveries to an approval. */
  dispatch(notice: Notice, recipient: Recipient, approvalId?: string): void
  /** Deliveries that wait or are under way, and those that were dropped since the start. */
  status(): { readonly waiting: number; readonly active: number; readonly dropped: number }
  /** Lets those under way end, for at most five seconds; what waits is recorded as dropped. */
  close(): Promise<void>
}

/** What a dispatcher works with. */
export interface DispatcherParts {
  readonly notifiers: readonly Notifier[]
  readonly deliveries: Deliveries
  /** Removes a subscription that is gone, unless the device has another one by now. */
  readonly unsubscribe: (device: string, endpoint: string) => Promise<void>
  readonly options?: {
    /** Deliveries under way at once, of all notifiers. Default 64. */
    readonly active?: number
    /** Deliveries that wait, of all notifiers. Default 10 000. */
    readonly waiting?: number
  }
}

const MOST_NOTIFIERS = 16
const NAME = /^[a-z][\da-z-]{0,39}$/
/** Milliseconds of closing: for what is under way, and for what is then written down. */
const CLOSING = { deliveries: 4_000, records: 1_000 }

/**
 * Starts a dispatcher. Each notifier has its equal share of what may be under way and may wait.
 *
 * @throws ConfigError for notifiers that are none, or of one name.
 */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  return new NoticeDispatcher(parts)
}

class NoticeDispatcher implements Dispatcher {
  readonly #lines: readonly { readonly notifier: Notifier; readonly line: Line }[]
  readonly #record: DeliveryRecord
  readonly #unsubscribe: DispatcherParts['unsubscribe']
  #dropped = 0
  #closed: Promise<void> | undefined

  constructor({ notifiers, deliveries, unsubscribe, options = {} }: DispatcherParts) {
    checkNotifiers(notifiers)
    const { active = 64, waiting = 10_000 } = options
    const limits = { active: share(active, notifiers), waiting: share(waiting, notifiers) }
    this.#record = new DeliveryRecord(deliveries)
    this.#unsubscribe = unsubscribe
    this.#lines = notifiers.map((notifier) => ({
      notifier,
      line: new Line(limits, (waiting, end) => this.#ended(notifier.name, waiting, end)),
    }))
  }

  dispatch(notice: Notice, recipient: Recipient, approvalId?: string): void {
    const { topic, kind, expiresAt } = notice
    const { subject } = recipient.person
    const common = { kind, expiresAt, subject, approvalId, attempts: 0, isReplaced: false }
    for (const { notifier, line } of this.#lines) {
      try {
        for (const [at, delivery] of notifier.deliveries(notice, recipient).entries()) {
          const key = JSON.stringify([topic, subject, delivery.device ?? at])
          line.add({ ...common, key, delivery })
        }
      } catch (error) {
        const waiting = { ...common, key: '', delivery: NONE }
        this.#ended(notifier.name, waiting, { outcome: 'failed', problem: problemOf(error) })
      }
    }
  }

  status(): ReturnType<Dispatcher['status']> {
    const lines = this.#lines.map(({ line }) => line)
    return {
      waiting: lines.reduce((sum, { waiting }) => sum + waiting, 0),
      active: lines.reduce((sum, { active }) => sum + active, 0),
      dropped: this.#dropped,
    }
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  async #close(): Promise<void> {
    await Promise.all(this.#lines.map(({ line }) => line.close(CLOSING.deliveries)))
    await this.#record.close(CLOSING.records)
  }

  #ended(notifier: string, waiting: Waiting, { outcome, problem }: End): void {
    const { delivery, subject, approvalId, attempts } = waiting
    const { device, endpoint } = delivery
    if (outcome === 'dropped') this.#dropped++
    const at = Date.now()
    this.#record.add({ at, approvalId, subject, notifier, device, outcome, attempts }, problem)
    if (outcome === 'gone' && device !== undefined && endpoint !== undefined) {
      void this.#remove(device, endpoint)
    }
  }

  async #remove(device: string, endpoint: string): Promise<void> {
    try {
      await this.#unsubscribe(device, endpoint)
    } catch (error) {
      publishFailure('subscriptions', reasonOf(error))
    }
  }
}

/** In place of what a notifier could not make. */
const NONE: Delivery = { send: async () => 'failed' }

function share(all: number, notifiers: readonly Notifier[]): number {
  return Math.max(1, Math.floor(all / Math.max(1, notifiers.length)))
}

/** Throws a ConfigError for notifiers that are none, or of one name. */
export function checkNotifiers(notifiers: readonly Notifier[]): void {
  if (!Array.isArray(notifiers) || notifiers.length > MOST_NOTIFIERS) {
    throw new ConfigError('notifiers', `must be a list of at most ${MOST_NOTIFIERS}`)
  }
  const names = new Set<string>()
  for (const [at, notifier] of notifiers.entries()) {
    const { name, deliveries } = Object(notifier) as Partial<Notifier>
    if (typeof deliveries !== 'function' || typeof name !== 'string' || !NAME.test(name)) {
      const what = 'must have a name of 1 to 40 of a-z, 0-9 and -, and deliveries()'
      throw new ConfigError(`notifiers.${at}`, what)
    }
    if (names.has(name)) throw new ConfigError(`notifiers.${at}`, `is the second one named ${name}`)
    names.add(name)
  }
}
