import { createHash } from 'node:crypto'
import { DatabaseError, isTransient } from '@countersign/database'
import type { Batch } from '../use.js'

/**
 * A batch in two or three, or none where it cannot be divided. Their ids follow from its own: whoever
 * divides it, the parts are recognised.
 */
export function partsOf(batch: Batch): readonly Batch[] {
  const { uses, counts } = batch
  const middle = Math.ceil(uses.length / 2)
  const parts = [
    { uses: uses.slice(0, middle), counts: [] },
    { uses: uses.slice(middle), counts: [] },
    { uses: [], counts },
  ].filter((part) => part.uses.length + part.counts.length > 0)
  if (parts.length < 2) return []
  return parts.map((part, index) => ({ ...part, id: partId(batch.id, index) }))
}

function partId(id: string, index: number): string {
  const digest = createHash('sha256').update(`${id} ${index}`).digest('hex')
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Whether the database will never take what it was given: it has said so, and that is the data's own fault. */
export function isForGood(error: unknown): boolean {
  return error instanceof DatabaseError && !isTransient(error)
}
