import { isMet, showFigure, showTarget, type Figure } from './figure.js'
import type { BenchmarkResult } from './results.js'

/** A figure that does not hold what it is meant to, and where it stands. */
export interface Missed {
  readonly where: readonly string[]
  readonly figure: Figure
}

export function missedIn(benchmarks: readonly BenchmarkResult[]): readonly Missed[] {
  return figuresIn(benchmarks).filter(({ figure }) => !isMet(figure))
}

/** Which targets are missed, for people; nothing where there are no targets. */
export function showMissed(benchmarks: readonly BenchmarkResult[]): string {
  const targets = figuresIn(benchmarks).filter(({ figure }) => figure.target).length
  if (targets === 0) return ''
  const missed = missedIn(benchmarks)
  if (missed.length === 0) return `All ${targets} targets are met.`
  const lines = missed.map(
    ({ where, figure }) =>
      `  ${where.join(' › ')}: ${showFigure(figure)}, and not ${showTarget(figure)}`,
  )
  return `${missed.length} of ${targets} targets are missed:\n${lines.join('\n')}`
}

function figuresIn(benchmarks: readonly BenchmarkResult[]): readonly Missed[] {
  return benchmarks.flatMap(({ name, tables }) =>
    tables.flatMap(({ title, columns, rows }) =>
      rows.flatMap((row) =>
        row.cells.flatMap((figure, column) => {
          if (typeof figure === 'string') return []
          const where = [name, title, row.name, columns[column] ?? ''].filter(Boolean)
          return [{ where, figure }]
        }),
      ),
    ),
  )
}
