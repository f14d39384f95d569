import type { Approval, Granted } from '../approval.js'
import { APPROVAL_COLUMNS, approvalOf, approvalValues, grantedText } from './approval-rows.js'
import type { Approvals } from './directory.js'
import { moment } from './moments.js'
import { cursorOf, placeOf } from './page-cursor.js'
import { checkedLimit, pageOf } from './pages.js'
import type { Store } from './store.js'
import { checkedMoment, cleaned, isId, isName, refused } from './values.js'

/** Of a person at one time. */
const MOST_OPEN = 1_000
const LONGEST_DEVICE = 255

/** Approvals in their table. A subject, a client or an id that nobody can have finds nothing. */
export class StoredApprovals implements Approvals {
  readonly #store: Store
  readonly #table: string

  constructor(store: Store) {
    this.#store = store
    this.#table = `${store.schema}.approvals`
  }

  /**
   * Keeps the wish as it came, whatever is in its texts; cleans the origin, and cuts it. Refuses ids, subjects
   * and clients that could not be stored, a wish of more than 131 072 characters, and an id that is taken.
   */
  async add(approval: Approval): Promise<void> {
    const added = await this.#store.query(
      `INSERT INTO ${this.#table} (id, subject, client_id, wish, address, network, user_agent, asked_at,
         expires_at, decision, decided_at, decided_by, granted, issued_at, token_expires_at, stopped_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, ${moment('$8')}, ${moment('$9')}, $10, ${moment('$11')}, $12, $13,
         ${moment('$14')}, ${moment('$15')}, ${moment('$16')})
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      approvalValues(approval),
    )
    if (added.length === 0) throw refused('id', 'is that of another approval')
  }

  async get(id: string): Promise<Approval | undefined> {
    if (!isId(id)) return undefined
    const [approval] = await this.#select('WHERE a.id = $1', [id])
    return approval
  }

  /** Refuses a `before` that is no `next` of a page, and a `limit` that is no whole number from 1. */
  async of(
    subject: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly approvals: readonly Approval[]; readonly next: string | undefined }> {
    const limit = checkedLimit(page.limit)
    const place = page.before === undefined ? undefined : placeOf('approvals', page.before)
    if (!isName(subject)) return { approvals: [], next: undefined }
    const behind = place && `AND (a.asked_at, a.id) < (${moment('$3')}, $4)`
    const found = await this.#select(
      `WHERE a.subject = $1 ${behind ?? ''} ORDER BY a.asked_at DESC, a.id DESC LIMIT $2::integer`,
      [subject, limit + 1, ...(place ? [place.at, place.key] : [])],
    )
    const { items, next } = pageOf(found, limit, ({ askedAt, id }) =>
      cursorOf('approvals', { at: askedAt, key: id }),
    )
    return { approvals: items, next }
  }

  /** The newest first; those with a yes whose token the client has still to fetch, too. At most 1 000. */
  async open(subject: string, now: number): Promise<readonly Approval[]> {
    const moments = [checkedMoment('now', now)]
    if (!isName(subject)) return []
    return this.#select(
      `WHERE a.subject = $1 AND a.open_until > ${moment('$2')}
       ORDER BY a.asked_at DESC, a.id DESC LIMIT ${MOST_OPEN}`,
      [subject, ...moments],
    )
  }

  /** Refuses a yes without what was granted. */
  async decide(
    id: string,
    {
      decision,
      at,
      device,
      granted,
    }: {
      readonly decision: 'approved' | 'denied'
      readonly at: number
      readonly device: string | undefined
      readonly granted?: Granted
    },
  ): Promise<boolean> {
    const by = device === undefined ? null : cleaned(device, LONGEST_DEVICE)
    return this.#changed(
      `SET decision = $3, decided_at = ${moment('$2')}, decided_by = $4, granted = $5
       WHERE id = $1 AND decision IS NULL AND expires_at > ${moment('$2')}`,
      id,
      checkedMoment('at', at),
      [decision, by, grantedText(decision, granted)],
    )
  }

  /** Of several tokens the one that lives longest counts. */
  async issued(id: string, at: number, expiresAt: number, first = false): Promise<boolean> {
    return this.#changed(
      `SET issued_at = coalesce(issued_at, ${moment('$2')}),
         token_expires_at = greatest(token_expires_at, ${moment('$3')})
       WHERE id = $1 AND decision = 'approved' AND stopped_at IS NULL
         AND (issued_at IS NULL OR NOT $4::boolean)`,
      id,
      checkedMoment('at', at),
      [checkedMoment('expiresAt', expiresAt), first],
    )
  }

  async stop(id: string, at: number): Promise<boolean> {
    return this.#changed(
      `SET stopped_at = ${moment('$2')}
       WHERE id = $1 AND decision = 'approved' AND stopped_at IS NULL`,
      id,
      checkedMoment('at', at),
    )
  }

  /** As far back as the retention goes. */
  async knows(subject: string, clientId: string): Promise<boolean> {
    if (!isName(subject) || !isName(clientId)) return false
    const rows = await this.#store.query(
      // In an order that only the index has: where it expects many, PostgreSQL would look for one in all rows.
      `SELECT 1::integer AS one FROM ${this.#table} AS a
       WHERE a.subject = $1 AND a.client_id = $2 AND a.decision = 'approved'
       ORDER BY a.decided_at DESC LIMIT 1`,
      [subject, clientId],
    )
    return rows.length > 0
  }

  async earlier(subject: string, clientId: string, limit: number): Promise<readonly Approval[]> {
    const most = checkedLimit(limit)
    if (!isName(subject) || !isName(clientId)) return []
    return this.#select(
      `WHERE a.subject = $1 AND a.client_id = $2 AND a.decision IS NOT NULL
       ORDER BY a.decided_at DESC, a.id DESC LIMIT $3::integer`,
      [subject, clientId, most],
    )
  }

  async #select(behind: string, values: readonly unknown[]): Promise<readonly Approval[]> {
    const rows = await this.#store.query(
      `SELECT ${APPROVAL_COLUMNS} FROM ${this.#table} AS a ${behind}`,
      values,
    )
    return rows.map(approvalOf)
  }

  /** In one statement, which whoever comes second finds done. */
  async #changed(
    change: string,
    id: string,
    at: number,
    values: readonly unknown[] = [],
  ): Promise<boolean> {
    if (!isId(id)) return false
    const rows = await this.#store.query(`UPDATE ${this.#table} ${change} RETURNING id`, [
      id,
      at,
      ...values,
    ])
    return rows.length > 0
  }
}
