import type { Cell } from '../table.js'

/** Where a subject does not know the algorithm. */
const NONE = '—'

/** A cell for each of these: of what was measured of it, if anything was. */
export function cellsOf<Value>(
  names: readonly string[],
  measured: Readonly<Record<string, Value>>,
  cellOf: (value: Value, name: string) => Cell,
): readonly Cell[] {
  return names.map((name) => {
    const value = measured[name]
    return value === undefined ? NONE : cellOf(value, name)
  })
}
