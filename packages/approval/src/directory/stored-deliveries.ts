import type { Deliveries, RecordedDelivery } from './directory.js'
import { milliseconds, moment } from './moments.js'
import type { Store } from './store.js'
import { checkedMoment, checkedWhole, cleaned, cleanedOrNull, isName } from './values.js'

interface DeliveryRow {
  readonly at: number
  readonly approvalId: string | null
  readonly subject: string
  readonly notifier: string
  readonly device: string | null
  readonly outcome: RecordedDelivery['outcome']
  readonly attempts: number
}

const LONGEST = 255
const MOST_ATTEMPTS = 1_000_000
/** Of an approval. */
const MOST_DELIVERIES = 1_000

/** Deliveries in their table. */
export class StoredDeliveries implements Deliveries {
  readonly #store: Store
  readonly #table: string

  constructor(store: Store) {
    this.#store = store
    this.#table = `${store.schema}.deliveries`
  }

  /** Cleans its texts, and cuts them. */
  async add(delivery: RecordedDelivery): Promise<void> {
    await this.#store.query(
      `INSERT INTO ${this.#table} (at, approval_id, subject, notifier, device, outcome, attempts)
       VALUES (${moment('$1')}, $2, $3, $4, $5, $6, $7::integer)`,
      [
        checkedMoment('at', delivery.at),
        cleanedOrNull(delivery.approvalId),
        cleaned(delivery.subject, LONGEST),
        cleaned(delivery.notifier, LONGEST),
        cleanedOrNull(delivery.device),
        delivery.outcome,
        checkedWhole('attempts', delivery.attempts, MOST_ATTEMPTS),
      ],
    )
  }

  /** In the order in which they were recorded, at most 1 000. */
  async of(approvalId: string): Promise<readonly RecordedDelivery[]> {
    if (!isName(approvalId)) return []
    const rows = await this.#store.query(
      `SELECT ${milliseconds('d.at')} AS at, d.approval_id AS "approvalId", d.subject, d.notifier, d.device,
         d.outcome, d.attempts
       FROM ${this.#table} AS d WHERE d.approval_id = $1 ORDER BY d.number LIMIT ${MOST_DELIVERIES}`,
      [approvalId],
    )
    return (rows as unknown as readonly DeliveryRow[]).map(deliveryOf)
  }
}

function deliveryOf(row: DeliveryRow): RecordedDelivery {
  return {
    at: row.at,
    approvalId: row.approvalId ?? undefined,
    subject: row.subject,
    notifier: row.notifier,
    device: row.device ?? undefined,
    outcome: row.outcome,
    attempts: row.attempts,
  }
}
