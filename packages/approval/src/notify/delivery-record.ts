import { Pause, reasonOf } from '@countersign/database'
import { publish, publishFailure } from '../channels.js'
import type { Deliveries, RecordedDelivery } from '../directory/directory.js'

const MOST_WAITING = 20_000
/** Of the connections to the database, some are for those who decide. */
const MOST_UNDER_WAY = 4

/** Writes down what became of deliveries, and tells the diagnostics channel. Never throws. */
export class DeliveryRecord {
  readonly #deliveries: Deliveries
  readonly #late = new Pause(true)
  #waiting: RecordedDelivery[] = []
  #underWay = 0

  constructor(deliveries: Deliveries) {
    this.#deliveries = deliveries
  }

  add(delivery: RecordedDelivery, problem: string | undefined): void {
    publish({ type: 'delivery', ...delivery, problem })
    if (this.#waiting.length >= MOST_WAITING) {
      publishFailure('deliveries', 'too many wait to be written down')
      return
    }
    this.#waiting.push(delivery)
    if (this.#underWay < MOST_UNDER_WAY) void this.#write()
  }

  /** Comes back once everything is written, or after so many milliseconds. */
  async close(milliseconds: number): Promise<void> {
    if (this.#underWay > 0) await this.#late.begin(milliseconds)
    const left = this.#waiting.length + this.#underWay
    this.#waiting = []
    if (left > 0) publishFailure('deliveries', `${left} were not written down`)
  }

  async #write(): Promise<void> {
    this.#underWay++
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#deliveries.add(next)
      } catch (error) {
        publishFailure('deliveries', reasonOf(error))
      }
    }
    this.#underWay--
    if (this.#underWay === 0) this.#late.end()
  }
}
