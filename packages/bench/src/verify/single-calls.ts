import { inRounds } from '../in-rounds.js'
import { quantileOf } from '../quartiles.js'
import { microseconds } from '../units.js'
import type { Aspect } from './aspect.js'
import { cellsOf } from './cells.js'
import { SUBJECTS } from './scene.js'

const COMPARED = ['floor', ...SUBJECTS]

const SHARES = { p50: 0.5, p99: 0.99 } as const

/** What a single call takes by the clock on the wall: half of them, and all but one in a hundred. */
export const singleCalls: Aspect = {
  title: 'single calls, wall',
  columns: COMPARED,
  async rowsOf({ algorithm, cases }, effort) {
    const measured = await inRounds(
      COMPARED.filter((name) => name in cases),
      effort,
      (name) => timesOf(cases[name], effort.calls),
    )
    return Object.entries(SHARES).map(([name, share]) => ({
      name: `${algorithm}, ${name}`,
      cells: cellsOf(COMPARED, measured, (rounds) =>
        microseconds(rounds.map((times) => quantileOf(times, share))),
      ),
    }))
  },
}

/** Nanoseconds of each call, the shortest one first. */
async function timesOf(
  run: (() => unknown) | undefined,
  calls: number,
): Promise<readonly number[]> {
  const times: number[] = []
  for (let call = 0; call < calls; call++) {
    const before = performance.now()
    const pending = run?.()
    if (pending instanceof Promise) await pending
    times.push((performance.now() - before) * 1e6)
  }
  return times.toSorted((a, b) => a - b)
}
