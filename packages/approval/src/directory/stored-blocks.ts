import type { Block, Blocks } from './directory.js'
import { milliseconds, moment } from './moments.js'
import type { Store } from './store.js'
import { checkedMoment, checkedName, isName } from './values.js'

/** Of a person at one time. */
const MOST_BLOCKS = 1_000

/** Blocks in their table. */
export class StoredBlocks implements Blocks {
  readonly #store: Store
  readonly #table: string

  constructor(store: Store) {
    this.#store = store
    this.#table = `${store.schema}.blocks`
  }

  /** Never makes one end earlier: of two the longer one stays. Refuses names that cannot be stored. */
  async add(
    subject: string,
    clientId: string,
    until: number | undefined,
    at: number,
  ): Promise<void> {
    await this.#store.query(
      // To greatest() NULL is nothing: here it is for good.
      `INSERT INTO ${this.#table} AS b (subject, client_id, at, until)
       VALUES ($1, $2, ${moment('$3')}, ${moment('$4')})
       ON CONFLICT (subject, client_id) DO UPDATE SET at = greatest(b.at, excluded.at),
         until = CASE WHEN b.until IS NOT NULL AND excluded.until IS NOT NULL
           THEN greatest(b.until, excluded.until) END`,
      [
        checkedName('subject', subject),
        checkedName('clientId', clientId),
        checkedMoment('at', at),
        until === undefined ? null : checkedMoment('until', until),
      ],
    )
  }

  async remove(subject: string, clientId: string): Promise<boolean> {
    if (!isName(subject) || !isName(clientId)) return false
    const removed = await this.#store.query(
      `DELETE FROM ${this.#table} WHERE subject = $1 AND client_id = $2 RETURNING client_id`,
      [subject, clientId],
    )
    return removed.length > 0
  }

  async has(subject: string, clientId: string, now: number): Promise<boolean> {
    const moments = [checkedMoment('now', now)]
    if (!isName(subject) || !isName(clientId)) return false
    const rows = await this.#store.query(
      `SELECT 1::integer AS one FROM ${this.#table} AS b
       WHERE b.subject = $1 AND b.client_id = $2 AND (b.until IS NULL OR b.until > ${moment('$3')})`,
      [subject, clientId, ...moments],
    )
    return rows.length > 0
  }

  /** Those that hold, the newest first. At most 1 000. */
  async of(subject: string, now: number): Promise<readonly Block[]> {
    const moments = [checkedMoment('now', now)]
    if (!isName(subject)) return []
    const rows = await this.#store.query<{ clientId: string; at: number; until: number | null }>(
      `SELECT b.client_id AS "clientId", ${milliseconds('b.at')} AS at, ${milliseconds('b.until')} AS until
       FROM ${this.#table} AS b
       WHERE b.subject = $1 AND (b.until IS NULL OR b.until > ${moment('$2')})
       ORDER BY b.at DESC, b.client_id LIMIT ${MOST_BLOCKS}`,
      [subject, ...moments],
    )
    return rows.map(({ clientId, at, until }) => ({ clientId, at, until: until ?? undefined }))
  }
}
