import { ConfigError } from '@countersign/core'
import type { Queryable, Row } from '@countersign/database'
import { actionText, recordAction, type ActionRow } from '../proof/actions.js'
import type { Heads, HeldHeads } from '../proof/heads.js'
import { isLink, ZERO } from '../proof/link.js'
import { milliseconds } from '../proof/rows.js'
import { isSealed, sealingWith } from '../proof/seal.js'

interface Keying extends ActionRow, Row {
  readonly hash: string
  /** Of the action in front of it. */
  readonly previous: string | null
}

/**
 * Sees to it that the record itself says from where on it is keyed: whoever has no secret can make up uses
 * that look as if they were from before there was one, and only this record shows that they are not.
 */
export class Signing {
  readonly #schema: string
  readonly #secrets: readonly Uint8Array[]
  #isKeyed = false
  /** The last action when it was looked up. */
  #seen = -1

  constructor(schema: string, secrets: readonly Uint8Array[]) {
    this.#schema = schema
    this.#secrets = secrets
  }

  /** Comes first in every writing transaction, under the lock. Throws a ConfigError. */
  async begin(tx: Queryable, heads: Heads, now: number): Promise<HeldHeads> {
    await this.#look(tx, heads)
    if (this.#isKeyed) return { ...heads, sealing: sealingWith(heads, this.#secrets) }
    const [secret] = this.#secrets
    const sealing = isSealed(heads, []) ? { secret } : undefined
    if (!secret) return { ...heads, sealing }
    const keying = { kind: 'secret', uses: 0, sum: '0' } as const
    // Not remembered: nobody knows yet whether it will be committed.
    return recordAction(tx, this.#schema, secret, { ...heads, sealing }, now, keying)
  }

  async #look(tx: Queryable, { action }: Heads): Promise<void> {
    if (this.#isKeyed || this.#seen === action) return
    const [keying] = await tx.query<Keying>(
      `SELECT a.action::float8 AS action, ${milliseconds('a.at')} AS at, a.kind, a.details,
         encode(a.hash, 'hex') AS hash,
         (SELECT encode(p.hash, 'hex') FROM ${this.#schema}.actions p WHERE p.action = a.action - 1) AS previous
       FROM ${this.#schema}.actions a WHERE a.kind = 'secret' ORDER BY a.action LIMIT 1`,
    )
    if (keying) this.#checkSecret(keying)
    this.#isKeyed = keying !== undefined
    this.#seen = action
  }

  /** What is written with another one could never be verified together with what is there. */
  #checkSecret(keying: Keying): void {
    if (this.#secrets.length === 0) {
      throw new ConfigError('secret', 'must be given: this ledger has been written with one')
    }
    const previous = keying.previous === null ? ZERO : Buffer.from(keying.previous, 'hex')
    const hash = Buffer.from(keying.hash, 'hex')
    if (isLink(this.#secrets, previous, actionText(keying), hash)) return
    throw new ConfigError(
      'secret',
      'must have the one that this ledger was first written with among them',
    )
  }
}
