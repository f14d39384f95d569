/** Gives out the values one after the other, and begins again behind the last one. */
export function inTurn<T>(values: readonly T[]): () => T {
  let next = 0
  return () => {
    const value = values[next % values.length]
    if (value === undefined) throw new RangeError('nothing to give out')
    next += 1
    return value
  }
}
