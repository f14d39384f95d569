import type { Queryable, Row } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import type { Gap } from '../ledger-types.js'
import {
  actionOf,
  actionText,
  type Action,
  type ActionRow,
  type Erasure,
  type Removed,
  type Retention,
} from './actions.js'
import type { Findings } from './findings.js'
import { HEADS, headsOf, type Heads, type HeadsRow } from './heads.js'
import { isLink, isSame, ZERO } from './link.js'
import { milliseconds } from './rows.js'
import { isSealed } from './seal.js'

interface StoredAction extends ActionRow, Row {
  readonly hash: string
}

/** Actions of a page. */
const PAGE = 1_000

interface Erased {
  readonly last: number
  readonly hash: string
}

/**
 * The actions of a record, verified as they are read. Only those that verify explain anything. They are only
 * ever added to, so that it may be read on from where it was left.
 */
export class ActionLog {
  readonly gaps: Gap[] = []
  readonly erased: Map<number, Erased> = new Map()
  /** What was recorded before this may be missing: milliseconds; `undefined`: nothing was removed for its age. */
  cutoff: number | undefined
  /** Uses behind this position are hashed with a secret; `undefined`: nothing says so. */
  keyedFrom: number | undefined
  /** Uses that were removed, and the sum of their positions. */
  removed = 0
  removedSum = 0n
  /** What is missing behind this position has been removed by nobody who may. */
  lastRemoval = 0

  /** The record is keyed, and no secret was given to verify it with. */
  isLocked = false
  /** Whether the ends of the uses and of the actions are the ones that were written. */
  isSealed = true

  readonly #context: LedgerContext
  readonly #secrets: readonly Uint8Array[]
  readonly #findings: Findings
  #action = 0
  #hash: Buffer = ZERO
  /** Of the last action, if it was one of retention. */
  #before: number | undefined
  /** What retention has removed, but for what the others here say as well. */
  #removals: readonly Retention[] = []

  constructor(context: LedgerContext, secrets: readonly Uint8Array[], findings: Findings) {
    this.#context = context
    this.#secrets = secrets
    this.#findings = findings
  }

  /** Reads on to the end, and tells where it is. */
  async catchUp(): Promise<Heads> {
    const { database, schema } = this.#context
    const [row] = await database.query<HeadsRow>(`SELECT ${HEADS} FROM ${schema}.ledger`)
    const heads = headsOf(row)
    await this.readTo(heads)
    return heads
  }

  /** In a transaction, if there is one. */
  async readTo(heads: Heads, database: Queryable = this.#context.database): Promise<void> {
    const { action, actionHash } = heads
    while (this.#action < action) {
      const rows = await this.#page(database, action)
      if (rows.length === 0) break
      for (const row of rows) this.#take(row)
    }
    if (this.#action < action)
      this.#report('removed', `the last actions, up to ${action}, are missing`)
    else if (!isSame(this.#hash, actionHash)) {
      this.#report('changed', 'the last action is not the one that the ledger names')
    }
    // Told once: what comes later goes by what the ledger says.
    this.#action = action
    this.#hash = actionHash
    this.isSealed = isSealed(heads, this.keyedFrom === undefined ? [] : this.#secrets)
  }

  /** Whether retention has removed a use: then it cannot be there. */
  wasTooOld(position: number, recorded: number): boolean {
    return this.#removals.some(({ through, before }) => position <= through && recorded < before)
  }

  /** Which secrets a use at a position has to be hashed with one of; none: it was hashed without. */
  secretsAt(position: number): readonly Uint8Array[] {
    return this.keyedFrom !== undefined && position > this.keyedFrom ? this.#secrets : []
  }

  async #page(database: Queryable, last: number): Promise<readonly StoredAction[]> {
    const { schema } = this.#context
    return database.query<StoredAction>(
      `SELECT a.action::float8 AS action, ${milliseconds('a.at')} AS at, a.kind,
         a.details, encode(a.hash, 'hex') AS hash
       FROM ${schema}.actions a WHERE a.action > $1 AND a.action <= $2 ORDER BY a.action LIMIT ${PAGE}`,
      [this.#action, last],
    )
  }

  #take(row: StoredAction): void {
    const previous = this.#hash
    const isNext = row.action === this.#action + 1
    this.#action = row.action
    this.#hash = Buffer.from(row.hash, 'hex')
    if (!isNext)
      return this.#report('removed', `actions in front of action ${row.action} are missing`)
    if (row.kind === 'secret' && this.#secrets.length === 0) return this.#lock()
    const action = actionOf(row)
    const isGenuine = isLink(this.#secretsOf(row), previous, actionText(row), this.#hash)
    if (action && isGenuine) this.#explain(action, row.at)
    else this.#report('changed', `action ${row.action} is not what was written`)
  }

  #secretsOf({ kind }: ActionRow): readonly Uint8Array[] {
    // Of what was written before there was a secret, only the record that begins it is keyed.
    return this.keyedFrom !== undefined || kind === 'secret' ? this.#secrets : []
  }

  #explain(action: Action, at: number): void {
    this.removed += action.uses
    this.removedSum += BigInt(action.sum)
    if (action.uses > 0) this.lastRemoval = action.position
    if (action.kind === 'secret') this.keyedFrom ??= action.position
    if (action.kind === 'erasure') this.#erasure(action, at)
    if (action.kind === 'retention') this.#retention(action, at)
  }

  #erasure(action: Erasure & Removed, at: number): void {
    this.#before = undefined
    this.erased.set(action.chain, action)
    this.gaps.push({ kind: 'erasure', at: new Date(at), uses: action.uses, chain: action.chain })
  }

  /** Much is removed in portions: to whoever reads it, they are one. */
  #retention({ before, through, uses }: Retention & Removed, at: number): void {
    const others = this.#removals.filter((one) => one.before > before || one.through > through)
    this.#removals = [...others, { kind: 'retention', before, through }]
    const earlier = this.#before === before ? this.gaps.pop() : undefined
    this.#before = before
    this.cutoff = Math.max(before, this.cutoff ?? before)
    const sum = uses + (earlier?.uses ?? 0)
    this.gaps.push({ kind: 'retention', at: new Date(at), uses: sum, chain: undefined })
  }

  #lock(): void {
    if (!this.isLocked) {
      this.#report(
        'changed',
        'this record is hashed with a secret, and none was given to verify it with',
      )
    }
    this.isLocked = true
  }

  #report(kind: 'changed' | 'removed', detail: string): void {
    this.#findings.add({ kind, detail })
  }
}
