import type { Effort } from './benchmark.js'
import type { Machine } from './machine.js'
import type { Table } from './table.js'

/** All that one run has found, for machines to read. */
export interface Results {
  readonly machine: Machine
  /** Of the peers, and of what their servers run on. */
  readonly versions: Readonly<Record<string, string>>
  readonly effort: Effort
  readonly benchmarks: readonly BenchmarkResult[]
}

export interface BenchmarkResult {
  readonly name: string
  readonly question: string
  /** What the figures mean. */
  readonly notes: readonly string[]
  readonly tables: readonly Table[]
}
