import type { Queryable } from '@countersign/database'
import type { HeldHeads } from './heads.js'
import { linkHash } from './link.js'
import { newSeal } from './seal.js'

/** All uses of a chain were removed, because its owner, or the law, asked for it. */
export interface Erasure {
  readonly kind: 'erasure'
  readonly chain: number
  /** The first that was still there. */
  readonly first: number
  readonly last: number
  /** Of the last use, base64url: whoever kept a checkpoint can tell whose chain it was. */
  readonly hash: string
}

/** Uses were removed because of their age, from the beginning of each chain. */
export interface Retention {
  readonly kind: 'retention'
  /** What was recorded before this may be missing: milliseconds since the epoch. */
  readonly before: number
  /** Up to this position all of that is. */
  readonly through: number
}

/** What is written from now on is hashed with a secret, and what is not comes from somebody else. */
interface Keying {
  readonly kind: 'secret'
}

/** Uses that an action has removed. */
export interface Removed {
  readonly uses: number
  /** The sum of their positions: with it nothing can stand in for them. A decimal number: it may be a long one. */
  readonly sum: string
}

/** What may be recorded. */
export type NewAction = (Erasure | Retention | Keying) & Removed

/** `position`: of the last use when it was done. */
export type Action = NewAction & { readonly position: number }

export interface ActionRow {
  readonly action: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: string
  /** JSON. */
  readonly details: string
}

/** What is hashed of an action. */
export function actionText({ action, at, kind, details }: ActionRow): string {
  return JSON.stringify(['countersign-action-1', action, at, kind, details])
}

/** Writes down what is done in this transaction, and why uses will be missing; under the lock. */
export async function recordAction(
  tx: Queryable,
  schema: string,
  secret: Uint8Array | undefined,
  heads: HeldHeads,
  at: number,
  { kind, ...about }: NewAction,
): Promise<HeldHeads> {
  const details = JSON.stringify({ ...about, position: heads.position })
  const action = heads.action + 1
  const hash = linkHash(secret, heads.actionHash, actionText({ action, at, kind, details }))
  const next = { ...heads, action, actionHash: hash }
  await tx.query(
    `WITH headed AS (
       UPDATE ${schema}.ledger SET action = $1, action_hash = decode($5, 'hex'), seal = decode($6, 'hex')
     )
     INSERT INTO ${schema}.actions (action, at, kind, details, hash)
     VALUES ($1, to_timestamp($2::float8 / 1000.0), $3, $4, decode($5, 'hex'))`,
    [action, at, kind, details, hash.toString('hex'), newSeal(next)],
  )
  return next
}

/** Reads an action back; `undefined`: it is none of ours. */
export function actionOf({ kind, details }: ActionRow): Action | undefined {
  const about = parsed(details)
  if (!isWhole(about['uses']) || !isWhole(about['position'])) return undefined
  if (typeof about['sum'] !== 'string' || !/^\d{1,40}$/.test(about['sum'])) return undefined
  const isErasure =
    isWhole(about['chain']) && isWhole(about['last']) && typeof about['hash'] === 'string'
  if (kind === 'erasure' && !isErasure) return undefined
  const isRetention = isWhole(about['before']) && isWhole(about['through'])
  if (kind === 'retention' && !isRetention) return undefined
  const isKnown = kind === 'erasure' || kind === 'retention' || kind === 'secret'
  return isKnown ? ({ ...about, kind } as unknown as Action) : undefined
}

function parsed(details: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(details))
  } catch {
    return {}
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
