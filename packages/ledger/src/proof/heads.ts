import type { Row } from '@countersign/database'
import { ZERO } from './link.js'
import type { Sealing } from './seal.js'

/** Where the record ends. Whoever has read it under the lock is the only writer. */
export interface Heads {
  /** Of the last use. */
  readonly position: number
  /** The last that was given to a chain. */
  readonly chain: number
  /** Of the last action. */
  readonly action: number
  readonly actionHash: Buffer
  readonly seal: Buffer | undefined
}

/** As they are under the lock. */
export interface HeldHeads extends Heads {
  /** `undefined`: somebody has changed them, and they are never sealed again. */
  readonly sealing: Sealing | undefined
}

export interface HeadsRow extends Row {
  readonly position: number
  readonly chain: number
  readonly action: number
  readonly actionHash: string | null
  readonly seal: string | null
}

/** What is read of `ledger`. */
export const HEADS: string = `position::float8 AS position, chain::float8 AS chain, action::float8 AS action,
  encode(action_hash, 'hex') AS "actionHash", encode(seal, 'hex') AS seal`

export function headsOf(row: HeadsRow | undefined): Heads {
  if (!row) throw new Error('the row of the table ledger is missing')
  const { position, chain, action } = row
  const actionHash = bytesOf(row.actionHash) ?? ZERO
  return { position, chain, action, actionHash, seal: bytesOf(row.seal) }
}

function bytesOf(hex: string | null): Buffer | undefined {
  return hex === null ? undefined : Buffer.from(hex, 'hex')
}
