import type { Batch } from '../use.js'

/** What the name of a file in the spool says; names sort by time and sequence. */
export interface SpoolName {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly sequence: number
  readonly uses: number
  readonly id: string
}

const NAME = /^(\d{15})-(\d{10})-(\d{1,5})-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.batch$/

/** The end of the year 9999. One behind the largest number of the pattern would be no name any more. */
const LATEST = 253_402_300_799_999

export const TEMPORARY = '.writing'

export function spoolName(batch: Batch, time: number, sequence: number): string {
  const order = `${String(time).padStart(15, '0')}-${String(sequence).padStart(10, '0')}`
  return `${order}-${batch.uses.length}-${batch.id}.batch`
}

/** `undefined`: the file is not one of ours, and nobody's business. */
export function readSpoolName(name: string): SpoolName | undefined {
  const [, time, sequence, uses, id = ''] = NAME.exec(name) ?? []
  if (time === undefined || Number(time) > LATEST) return undefined
  return { time: Number(time), sequence: Number(sequence), uses: Number(uses), id }
}
