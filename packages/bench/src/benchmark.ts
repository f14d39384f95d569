import { ALGORITHMS, type BenchAlgorithm } from './signing-keys.js'
import type { Table } from './table.js'

/** A question, and how it is put to the machine. */
export interface Benchmark {
  /** What it is called on the command line. */
  readonly name: string
  readonly question: string
  /** Yields what it finds as soon as it is known: texts that say what the figures mean, and tables. */
  run(effort: Effort): AsyncGenerator<string | Table>
}

/** How much of everything. */
export interface Effort {
  readonly algorithms: readonly BenchAlgorithm[]
  /** How many issuers, and how many keys in a set, are many; and how many different tokens there are. */
  readonly many: number
  /** How often a case is called in one round. */
  readonly calls: number
  readonly rounds: number
  /** Rounds before them that nobody counts: compilers and caches get to know the code. */
  readonly warmUpRounds: number
  /** How often a program is started whose start is measured. */
  readonly starts: number
  /** What has to find room in memory. */
  readonly memory: MemoryEffort
  readonly uses: UsesEffort
  /** Approvals that wait for an answer at the same time. */
  readonly approvals: number
}

interface UsesEffort {
  /** Uses of tokens that are recorded in one round. */
  readonly written: number
  /** Uses that some have to be found among. */
  readonly among: number
}

interface MemoryEffort {
  /** Different tokens that are verified, and kept. */
  readonly tokens: readonly number[]
  /** Different tokens that are refused. */
  readonly garbage: number
  /** Proofs that are remembered. */
  readonly proofs: number
}

/** Enough for figures that hold. */
export const FULL: Effort = {
  algorithms: ALGORITHMS,
  many: 1_000,
  calls: 250,
  rounds: 40,
  warmUpRounds: 4,
  starts: 20,
  memory: { tokens: [100_000, 200_000], garbage: 1_000_000, proofs: 1_000_000 },
  uses: { written: 100_000, among: 10_000_000 },
  approvals: 1_000,
}

/** All of them in three minutes: the same cases, with figures that hold less. */
export const QUICK: Effort = {
  algorithms: ALGORITHMS,
  many: 100,
  calls: 50,
  rounds: 8,
  warmUpRounds: 2,
  starts: 3,
  memory: { tokens: [10_000], garbage: 20_000, proofs: 100_000 },
  uses: { written: 20_000, among: 200_000 },
  approvals: 100,
}
