import type { Ledger, UseFilter } from '@countersign/ledger'

/** Milliseconds on the wall that each of so many reads of a subject's newest uses takes. */
export async function readTimes(
  ledger: Ledger,
  filter: UseFilter,
  times: number,
): Promise<readonly number[]> {
  const taken: number[] = []
  for (let at = 0; at < times; at += 1) {
    const began = performance.now()
    const { uses } = await ledger.uses(filter, { limit: 50 })
    taken.push(performance.now() - began)
    if (uses.length !== 50) throw new Error('uses are missing')
  }
  return taken
}
