/** The values below which a quarter, a half, and three quarters of them lie. */
export function quartilesOf(
  values: readonly number[],
): readonly [low: number, median: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b)
  return [quantileOf(sorted, 0.25), quantileOf(sorted, 0.5), quantileOf(sorted, 0.75)]
}

/** The value in the middle; the mean of two where there is none. */
export function medianOf(values: readonly number[]): number {
  return quartilesOf(values)[1]
}

/** The value below which this share of sorted values lies, in a straight line between two of them. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const [below = Number.NaN, above = Number.NaN] = [
    sorted[Math.floor(place)],
    sorted[Math.ceil(place)],
  ]
  return below + (above - below) * (place - Math.floor(place))
}
