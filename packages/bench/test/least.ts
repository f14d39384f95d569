import type { Effort } from '../src/benchmark.js'

/** Says nothing about speed, and is not meant to: that the figures come, and for all that is compared. */
export const LEAST: Effort = {
  algorithms: ['ES256', 'Ed25519'],
  many: 2,
  calls: 2,
  rounds: 1,
  warmUpRounds: 0,
  starts: 1,
  memory: { tokens: [20], garbage: 50, proofs: 100 },
  uses: { written: 1_000, among: 2_000 },
  approvals: 5,
}

/** Whether what starts many processes is asked, too: it takes longer than the change of a figure is worth. */
export const ALL: boolean = process.env['COUNTERSIGN_FULL'] !== undefined
