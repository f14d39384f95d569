import type { ActionLog } from './action-log.js'
import type { Finding } from './findings.js'
import { linkHash } from './link.js'
import type { StoredRow } from './rows.js'
import { useText, type ChainIdentity } from './use-text.js'

/** A use that is not what should stand in its place. */
export interface Odd {
  readonly row: StoredRow
  readonly finding: Finding
}

/** A place where something else should stand. */
export interface Slot {
  readonly sequence: number
  /** Of the use that stands there now; `undefined`: none does. */
  readonly position: number | undefined
  /** What the hash in front of it may be. */
  readonly previous: readonly Buffer[]
  /** That a use is missing here; `undefined`: not one, or none. */
  readonly missing: Finding | undefined
}

/**
 * Finds out which of the odd uses were only moved within their chain, and says so in their findings. Gives
 * the findings that are none after all. Tries every use in every place: there must be few.
 */
export function explainMisplaced(
  identity: ChainIdentity,
  log: ActionLog,
  odd: readonly Odd[],
  slots: readonly Slot[],
): ReadonlySet<Finding> {
  const hashes = odd.map(({ row }) => Buffer.from(row.hash, 'hex'))
  const refuted = new Set<Finding>()

  function fits(row: StoredRow, slot: Slot, position: number): boolean {
    const text = useText(identity, { ...row, sequence: slot.sequence, position })
    const secrets = log.secretsAt(position)
    const keys = secrets.length > 0 ? secrets : [undefined]
    return [...slot.previous, ...hashes].some((previous) =>
      keys.some((key) => {
        const hash = linkHash(key, previous, text)
        return hashes.some((other) => other.equals(hash))
      }),
    )
  }

  for (const { row, finding } of odd) {
    const own = { sequence: row.sequence, position: undefined, previous: [], missing: undefined }
    if (finding.kind === 'changed' && fits(row, own, row.position)) {
      // Only what should be in front of it is elsewhere.
      refuted.add(finding)
      continue
    }
    const place = slots
      .filter(({ sequence }) => sequence !== row.sequence)
      .find((slot) =>
        [row.position, slot.position].some((at) => at !== undefined && fits(row, slot, at)),
      )
    if (!place) continue
    Object.assign(finding, {
      kind: 'reordered',
      detail: `was written as use ${place.sequence} of its chain`,
    })
    if (place.missing) refuted.add(place.missing)
  }
  return refuted
}
