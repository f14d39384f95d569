import { figureOf, type Figure } from './figure.js'

/** The figure of nanoseconds, for people. */
export function microseconds(nanoseconds: readonly number[]): Figure {
  return figureOf(
    nanoseconds.map((time) => time / 1e3),
    'µs',
  )
}

/** The figure of nanoseconds, for people. */
export function milliseconds(nanoseconds: readonly number[]): Figure {
  return figureOf(
    nanoseconds.map((time) => time / 1e6),
    'ms',
  )
}
