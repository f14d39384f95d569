import type { Effort } from './benchmark.js'
import { inRounds } from './in-rounds.js'
import { timeOf } from './time-of.js'

/** One of the things that are compared; what `run` returns is awaited if it is a promise. */
export type Cases<Name extends string> = Readonly<Record<Name, () => unknown>>

/** Nanoseconds of CPU a call, round by round. */
export type Measured<Name extends string> = Readonly<Record<Name, readonly number[]>>

/** Measures the cases in rounds. In its turn a case gets all its calls in one go. */
export async function compare<Name extends string>(
  cases: Cases<Name>,
  { calls, ...effort }: Pick<Effort, 'calls' | 'rounds' | 'warmUpRounds'>,
): Promise<Measured<Name>> {
  const names = Object.keys(cases) as Name[]
  return inRounds(names, effort, async (name) => (await timeOf(cases[name], calls)).cpu)
}
