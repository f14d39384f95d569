import type { LedgerContext } from '../context.js'
import type { Owner } from '../ledger-types.js'
import { ownerDigest } from '../identifiers.js'
import type { ActionLog } from './action-log.js'
import { ChainCheck } from './chain-check.js'
import type { Finding, Findings } from './findings.js'
import { CHAIN, ROW, type StoredChain, type StoredRow } from './rows.js'

/** Chains, and uses, of a page. */
const CHAINS = 500
const USES = 5_000

type ReadRow = StoredRow & {
  /** The end of its chain when it was read; `null`: there is no such chain. */
  readonly end: number | null
}

/** Where a page ends: the number of a chain, and of a use in it. */
interface Place {
  readonly chain: number
  readonly sequence: number
}

/**
 * Verifies chain after chain, in short statements while others write. What looks wrong is looked at again:
 * a chain that was erased or shortened in the meantime is no problem.
 */
export class ChainWalk {
  uses = 0
  chains = 0
  /** Uses that are not what was written. */
  failed = 0
  /** Uses that are missing, and that are too many, in chains that are there. */
  missing = 0
  extra = 0
  /** Uses that were written before there was a secret. */
  unkeyed = 0

  readonly #context: LedgerContext
  readonly #log: ActionLog
  readonly #findings: Findings

  constructor(context: LedgerContext, log: ActionLog, findings: Findings) {
    this.#context = context
    this.#log = log
    this.#findings = findings
  }

  async owner({ issuer, subject }: Owner): Promise<void> {
    const { database, schema } = this.#context
    const [found] = await database.query<{ readonly chain: number }>(
      `SELECT chain::float8 AS chain FROM ${schema}.chains WHERE owner = $1`,
      [ownerDigest(issuer, subject)],
    )
    if (found) await this.#thoroughly(found.chain)
  }

  async all(): Promise<void> {
    const [row] = await this.#context.database.query<{ readonly chain: number }>(
      `SELECT chain::float8 AS chain FROM ${this.#context.schema}.ledger`,
    )
    const newest = row?.chain ?? 0
    let from = Number.MIN_SAFE_INTEGER
    while (!this.#findings.isFull) {
      const chains = await this.#chains(from)
      // Behind the last chain there may still be uses.
      const to = chains.length < CHAINS ? Number.MAX_SAFE_INTEGER : (chains.at(-1)?.chain ?? from)
      await this.#stretch(chains, from, to, newest)
      if (to === Number.MAX_SAFE_INTEGER) return
      from = to
    }
  }

  /** Verifies the chains of a page, and finds uses without a chain between them. */
  async #stretch(
    chains: readonly StoredChain[],
    from: number,
    to: number,
    newest: number,
  ): Promise<void> {
    const unread = new Map(chains.map((chain) => [chain.chain, chain]))
    const homeless = new Map<number, StoredRow>()
    const suspects = new Set<number>()
    let current: { readonly chain: StoredChain; readonly check: ChainCheck } | undefined
    const end = (): void => {
      if (current && current.check.end().length > 0) suspects.add(current.chain.chain)
      else if (current) this.#count(current.check)
    }
    for await (const row of this.#rows({ chain: from, sequence: Number.MAX_SAFE_INTEGER }, to)) {
      const { chain } = row
      const next = unread.get(chain)
      if (next) {
        end()
        unread.delete(chain)
        current = { chain: next, check: new ChainCheck(next, this.#log) }
      }
      if (row.end === null) homeless.set(chain, homeless.get(chain) ?? row)
      else if (current?.chain.chain === chain) {
        if (!isLater(row, current.chain.last)) current.check.add(row)
      } else if (chain <= newest) suspects.add(chain)
    }
    end()
    for (const chain of unread.keys()) suspects.add(chain)
    for (const chain of suspects) await this.#thoroughly(chain)
    for (const row of homeless.values()) this.#findings.add(this.#withoutChain(row))
  }

  /** Verifies one chain, and again if uses were removed from it on the way. */
  async #thoroughly(number: number): Promise<void> {
    for (;;) {
      if (this.#findings.isFull) return
      const chain = await this.#chain(number)
      // Erased, or too old: whether that was done by one who may is told by the sums.
      if (!chain) return
      // What has made it as it is, is in the log now.
      await this.#log.catchUp()
      const check = new ChainCheck(chain, this.#log)
      const start = { chain: number, sequence: Number.MIN_SAFE_INTEGER }
      for await (const row of this.#rows(start, number)) {
        if (!isLater(row, chain.last)) check.add(row)
      }
      const findings = check.end()
      if (findings.length > 0 && (await this.#chain(number))?.base !== chain.base) continue
      for (const finding of findings) this.#findings.add(finding)
      this.#count(check)
      return
    }
  }

  #count({ uses, missing, extra, failed, unkeyed }: ChainCheck): void {
    this.chains += 1
    this.uses += uses
    this.missing += missing
    this.extra += extra
    this.failed += failed
    this.unkeyed += unkeyed
  }

  #withoutChain({ chain, sequence, position }: StoredRow): Finding {
    const wasErased = this.#log.erased.has(chain)
    const detail = wasErased ? 'its chain was erased' : 'its chain is not there'
    return { kind: wasErased ? 'added' : 'removed', chain, sequence, position, detail }
  }

  async #chain(number: number): Promise<StoredChain | undefined> {
    const { database, schema } = this.#context
    const [chain] = await database.query<StoredChain>(
      `SELECT c.chain::float8 AS chain, ${CHAIN} FROM ${schema}.chains c WHERE c.chain = $1`,
      [number],
    )
    return chain
  }

  async #chains(from: number): Promise<readonly StoredChain[]> {
    const { database, schema } = this.#context
    return database.query<StoredChain>(
      `SELECT c.chain::float8 AS chain, ${CHAIN} FROM ${schema}.chains c
       WHERE c.chain > $1 AND c.chain <= $2::bigint ORDER BY c.chain LIMIT ${CHAINS}`,
      [from, Number.MAX_SAFE_INTEGER],
    )
  }

  async *#rows(from: Place, to: number): AsyncGenerator<ReadRow> {
    let after: Place | undefined = from
    while (after) {
      const rows = await this.#page(after, to)
      const whole = rows.length < USES ? rows : withoutLastGroup(rows)
      yield* whole
      const last: ReadRow | undefined = whole.at(-1)
      after = rows.length < USES ? undefined : last
    }
  }

  async #page(after: Place, to: number): Promise<readonly ReadRow[]> {
    const { database, schema } = this.#context
    return database.query<ReadRow>(
      `SELECT ${ROW}, c.sequence::float8 AS "end"
       FROM ${schema}.uses u LEFT JOIN ${schema}.chains c ON c.chain = u.chain
       WHERE (u.chain, u.sequence) > ($1::bigint, $2::bigint) AND u.chain <= $3::bigint
         AND u.sequence BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER}
       ORDER BY u.chain, u.sequence LIMIT ${USES}`,
      [after.chain, after.sequence, to],
    )
  }
}

/** Whether it was added since the end of its chain was read. */
function isLater({ sequence, end }: ReadRow, last: number): boolean {
  return end !== null && sequence > last && sequence <= end
}

/** Some that stand in the same place may be on the next page. */
function withoutLastGroup(rows: readonly ReadRow[]): readonly ReadRow[] {
  const last = rows.at(-1)
  const whole = rows.filter(
    ({ chain, sequence }) => chain !== last?.chain || sequence !== last.sequence,
  )
  return whole.length > 0 ? whole : rows
}
