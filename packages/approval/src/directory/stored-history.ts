import type { History, HistoryEvent, HistoryKind } from './directory.js'
import { milliseconds, moment } from './moments.js'
import { cursorOf, digits, placeOf } from './page-cursor.js'
import { checkedLimit, pageOf } from './pages.js'
import type { Store } from './store.js'
import { checkedMoment, checkedName, cleanedOrNull, isName } from './values.js'

interface HistoryRow {
  readonly number: number
  readonly at: number
  readonly kind: HistoryKind
  readonly device: string | null
  readonly clientId: string | null
  readonly approvalId: string | null
  readonly detail: string | null
  readonly network: string | null
}

const LONGEST_DETAIL = 200

/** History in its table. */
export class StoredHistory implements History {
  readonly #store: Store
  readonly #table: string

  constructor(store: Store) {
    this.#store = store
    this.#table = `${store.schema}.history`
  }

  /** Cleans its texts, and cuts them: no event is lost for what is in them. Refuses a subject that is none. */
  async add(subject: string, event: HistoryEvent): Promise<void> {
    await this.#store.query(
      `INSERT INTO ${this.#table} (subject, at, kind, device, client_id, approval_id, detail, network)
       VALUES ($1, ${moment('$2')}, $3, $4, $5, $6, $7, $8)`,
      [
        checkedName('subject', subject),
        checkedMoment('at', event.at),
        event.kind,
        cleanedOrNull(event.device),
        cleanedOrNull(event.clientId),
        cleanedOrNull(event.approvalId),
        cleanedOrNull(event.detail, LONGEST_DETAIL),
        cleanedOrNull(event.network),
      ],
    )
  }

  /**
   * The newest first, at most 100. Refuses a `before` that is no `next` of a page, and a `limit` that is no
   * whole number from 1.
   */
  async of(
    subject: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly events: readonly HistoryEvent[]; readonly next: string | undefined }> {
    const limit = checkedLimit(page.limit)
    const place = page.before === undefined ? undefined : placeOf('history', page.before)
    if (!isName(subject)) return { events: [], next: undefined }
    const behind = place && `AND (h.at, h.number) < (${moment('$3')}, $4::bigint)`
    const rows = await this.#store.query(
      `SELECT h.number::float8 AS number, ${milliseconds('h.at')} AS at, h.kind, h.device,
         h.client_id AS "clientId", h.approval_id AS "approvalId", h.detail, h.network
       FROM ${this.#table} AS h
       WHERE h.subject = $1 ${behind ?? ''} ORDER BY h.at DESC, h.number DESC LIMIT $2::integer`,
      [subject, limit + 1, ...(place ? [place.at, place.key] : [])],
    )
    const { items, next } = pageOf(
      rows as unknown as readonly HistoryRow[],
      limit,
      ({ at, number }) => cursorOf('history', { at, key: digits(number) }),
    )
    return { events: items.map(eventOf), next }
  }
}

function eventOf(row: HistoryRow): HistoryEvent {
  return {
    at: row.at,
    kind: row.kind,
    device: row.device ?? undefined,
    clientId: row.clientId ?? undefined,
    approvalId: row.approvalId ?? undefined,
    detail: row.detail ?? undefined,
    network: row.network ?? undefined,
  }
}
