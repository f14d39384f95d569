import type { ActionLog } from './action-log.js'
import { isLink, ZERO } from './link.js'
import { CHAIN, identityOf, ROW, type StoredChain, type StoredRow } from './rows.js'
import { useText } from './use-text.js'

/** A use that is being removed, and its chain: `null` all over, if there is none. */
export type RemovedRow = StoredRow & StoredChain

/** Reads what `gone`, another part of the statement, has removed: chain by chain, in order. */
export function removedRows(schema: string): string {
  return `SELECT ${ROW}, ${CHAIN} FROM gone u LEFT JOIN ${schema}.chains c ON c.chain = u.chain
    ORDER BY u.chain, u.sequence`
}

/**
 * Counts, of uses that are being removed, those that are what was written. Only they are explained: whoever
 * could make others look old, or move them to a chain that is erased, would have the record itself hide them.
 */
export class Genuine {
  uses = 0
  sum = 0n
  first: RemovedRow | undefined
  last: RemovedRow | undefined
  /** Uses that are not what was written, and the chains they stand in. */
  others = 0
  readonly chains: Set<number> = new Set()
  readonly #log: ActionLog

  constructor(log: ActionLog) {
    this.#log = log
  }

  /** In order, and nothing may be left in front of them. */
  add(rows: readonly RemovedRow[]): void {
    for (const row of rows) {
      if (this.#follows(row)) this.#count(row)
      else this.#pass(row)
    }
  }

  #count(row: RemovedRow): void {
    this.uses += 1
    this.sum += BigInt(row.position)
    this.first ??= row
    this.last = row
  }

  #pass({ chain }: RemovedRow): void {
    this.others += 1
    this.chains.add(chain)
  }

  #follows(row: RemovedRow): boolean {
    const hex = this.last?.chain === row.chain ? this.last.hash : row.base
    const previous = hex === null ? ZERO : Buffer.from(hex, 'hex')
    const text = useText(identityOf(row), row)
    return isLink(this.#log.secretsAt(row.position), previous, text, Buffer.from(row.hash, 'hex'))
  }
}
