/** How a case compares with another one: ratios of the two in each round. */
export interface Ratio {
  readonly median: number
  /** The middle half of the rounds lies between these two. */
  readonly low: number
  readonly high: number
}

/** Compares round by round, because the two of one round met the same machine. */
export function ratioOf(times: readonly number[], beside: readonly number[]): Ratio {
  const ratios = times.map((time, round) => time / (beside[round] ?? Number.NaN))
  const [low, median, high] = quartilesOf(ratios)
  return { low, median, high }
}

/** The value in the middle; the mean of two where there is none. */
export function medianOf(values: readonly number[]): number {
  return quartilesOf(values)[1]
}

/** `1.02 (0.99 … 1.05)`: the median, and the middle half of the rounds. */
export function showRatio({ median, low, high }: Ratio): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`
}

function quartilesOf(values: readonly number[]): [low: number, median: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share
    const [below = Number.NaN, above = Number.NaN] = [
      sorted[Math.floor(place)],
      sorted[Math.ceil(place)],
    ]
    return below + (above - below) * (place - Math.floor(place))
  }
  return [at(0.25), at(0.5), at(0.75)]
}
