import { figureOf, type Figure } from './figure.js'

/** How a case compares with another one, round by round: the two of one round met the same machine. */
export function ratioOf(values: readonly number[], beside: readonly number[]): Figure {
  return figureOf(values.map((value, round) => value / (beside[round] ?? Number.NaN)))
}

/** How much more a case comes to than another one, round by round. */
export function differencesOf(
  values: readonly number[],
  beside: readonly number[],
): readonly number[] {
  return values.map((value, round) => value - (beside[round] ?? Number.NaN))
}
