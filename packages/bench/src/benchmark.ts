import { ALGORITHMS, type BenchAlgorithm } from './signing-keys.js'

/** A question, and how it is put to the machine. */
export interface Benchmark {
  /** What it is called on the command line. */
  readonly name: string
  readonly question: string
  /** Yields text as soon as it is known; the first one says what the figures mean. */
  run(effort: Effort): AsyncGenerator<string>
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
}

/** Enough for figures that hold. */
export const FULL: Effort = {
  algorithms: ALGORITHMS,
  many: 1_000,
  calls: 250,
  rounds: 40,
  warmUpRounds: 4,
}
