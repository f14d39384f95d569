import type { Effort } from './benchmark.js'
import { inRounds } from './in-rounds.js'

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
  return inRounds(names, effort, (name) => timeOf(cases[name], calls))
}

/**
 * Nanoseconds of CPU a call: of all threads, so that collecting garbage counts, and without the time
 * in which the machine did something else.
 */
async function timeOf(run: () => unknown, calls: number): Promise<number> {
  // What only the first one of many pays, such as caches of the processor that others have filled.
  if (calls > 1) await run()
  collectGarbage()
  const before = process.cpuUsage()
  for (let call = 0; call < calls; call++) {
    const pending = run()
    if (pending instanceof Promise) await pending
  }
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / calls) * 1000
}

/** So that no case pays for what another one left behind. Only `node --expose-gc` has it. */
function collectGarbage(): void {
  globalThis.gc?.({ type: 'minor', execution: 'sync' })
}
