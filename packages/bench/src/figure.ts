import { quartilesOf } from './quartiles.js'
import { inThousands } from './in-thousands.js'

export type Unit = 'ns' | 'µs' | 'ms' | 'bytes' | 'kB' | 'MB' | 'req/s' | 'uses/s'

/** What a question comes to: the median of all rounds. Without a unit it is a ratio. */
export interface Figure {
  readonly median: number
  /** The middle half of the rounds lies between these two. */
  readonly low: number
  readonly high: number
  readonly unit?: Unit
  readonly target?: Target
}

/** What the median is meant to hold. */
export interface Target {
  readonly most?: number
  readonly least?: number
}

/** The figure of one value a round. */
export function figureOf(values: readonly number[], unit?: Unit): Figure {
  const [low, median, high] = quartilesOf(values)
  return { median, low, high, ...(unit && { unit }) }
}

export function withTarget(figure: Figure, target: Target): Figure {
  return { ...figure, target }
}

/** Whether it holds its target, if it has one. */
export function isMet({ median, target }: Figure): boolean {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = target ?? {}
  // As the median is shown: nobody is told that 1.10 is more than 1.10.
  const shown = Math.round(median * 100) / 100
  return shown >= least && shown <= most
}

/**
 * `1.02 (0.99 … 1.05)`, or `21.4 µs (20.9 … 22.0)`: the median, and the middle half of the rounds. Only
 * the median where all rounds came to the same, or where there was one.
 */
export function showFigure(figure: Figure): string {
  const { median, low, high, unit } = figure
  if (low === high) return showMedian(figure)
  const digits = digitsOf(median, unit)
  return `${showMedian(figure)} (${showNumber(low, digits)} … ${showNumber(high, digits)})`
}

/** `1.02`, or `21.4 µs`. */
export function showMedian({ median, unit }: Figure): string {
  return withUnit(showNumber(median, digitsOf(median, unit)), unit)
}

/** What it is meant to hold: `at most 1.10`. */
export function showTarget({ target, unit }: Figure): string {
  const show = (words: string, bound: number | undefined): readonly string[] => {
    if (bound === undefined) return []
    return [`${words} ${withUnit(showNumber(bound, digitsOf(bound, unit)), unit)}`]
  }
  return [...show('at least', target?.least), ...show('at most', target?.most)].join(' and ')
}

/** Two digits are as much as a ratio tells. A figure with a unit has about three that count. */
function digitsOf(median: number, unit: Unit | undefined): number {
  const size = Math.abs(median)
  if (!unit) return 2
  if (unit === 'bytes' || unit === 'req/s' || unit === 'uses/s' || size >= 1000) return 0
  return size < 10 ? 2 : 1
}

function showNumber(value: number, digits: number): string {
  const shown = value.toFixed(digits)
  return digits > 0 ? shown : inThousands(Number(shown))
}

function withUnit(number: string, unit: Unit | undefined): string {
  return unit ? `${number} ${unit}` : number
}
