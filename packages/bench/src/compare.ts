import { setImmediate } from 'node:timers/promises'
import { measure } from 'mitata'
import type { Effort } from './benchmark.js'

/** One of the things that are compared; what `run` returns is awaited if it is a promise. */
export type Cases<Name extends string> = Readonly<Record<Name, () => unknown>>

/** Nanoseconds a call, round by round. */
export type Measured<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Measures the cases in turn, and again in each round.
 *
 * In every round each case gets its calls in one go, in an order that is drawn anew each time. So a
 * machine that gets busier does it to all of them alike, and none has always the same one before it.
 */
export async function compare<Name extends string>(
  cases: Cases<Name>,
  { calls, rounds, warmUpRounds }: Pick<Effort, 'calls' | 'rounds' | 'warmUpRounds'>,
): Promise<Measured<Name>> {
  const names = Object.keys(cases) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      // Sockets and timers get their turn now, so that they need none in the middle of a case.
      await setImmediate()
      const time = await timeOf(cases[name], calls)
      if (round >= 0) measured[name].push(time)
    }
  }
  return measured
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** Nanoseconds a call, over one batch: a mean, so that collecting its garbage counts. */
async function timeOf(run: () => unknown, calls: number): Promise<number> {
  const { avg } = await measure(run, {
    // One batch, whatever a single call takes, and one call before it.
    batch_samples: calls,
    batch_unroll: 1,
    batch_threshold: Number.POSITIVE_INFINITY,
    warmup_samples: calls > 1 ? 1 : 0,
    warmup_threshold: Number.POSITIVE_INFINITY,
    min_samples: 1,
    max_samples: 1,
    gc: collectGarbage,
  })
  return avg
}

/** So that no case pays for what another one left behind. Only `node --expose-gc` has it. */
function collectGarbage(): void {
  globalThis.gc?.({ type: 'minor', execution: 'sync' })
}
