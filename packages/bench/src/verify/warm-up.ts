import type { Effort } from '../benchmark.js'
import { timeOf } from '../time-of.js'

/** For each of the rounds that nobody counts. */
const CALLS = 1_000

/** Calls everything until its code is compiled for good. A server has that behind it soon. */
export async function warmUp(
  cases: Readonly<Record<string, () => unknown>>,
  { warmUpRounds }: Pick<Effort, 'warmUpRounds'>,
): Promise<void> {
  for (const run of Object.values(cases)) await timeOf(run, warmUpRounds * CALLS)
}
