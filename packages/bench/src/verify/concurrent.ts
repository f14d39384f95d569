import { inRounds } from '../in-rounds.js'
import { timeOf } from '../time-of.js'
import { microseconds } from '../units.js'
import type { Aspect } from './aspect.js'
import { cellsOf } from './cells.js'
import { SUBJECTS } from './scene.js'

/** Verifications that are started before the first one is waited for. */
const AT_ONCE = 50

const COMPARED = ['floor', ...SUBJECTS]

/** Time for each of many tokens that come at once: some verify on other threads meanwhile. */
export const concurrent: Aspect = {
  title: `${AT_ONCE} at once`,
  columns: COMPARED,
  async rowsOf({ algorithm, cases }, effort) {
    const batches = Math.ceil(effort.calls / AT_ONCE)
    const measured = await inRounds(
      COMPARED.filter((name) => name in cases),
      effort,
      (name) => timeOf(() => allAtOnce(cases[name]), batches),
    )
    return (['wall', 'cpu'] as const).map((kind) => ({
      name: `${algorithm}, ${kind === 'cpu' ? 'CPU' : kind}`,
      cells: cellsOf(COMPARED, measured, (times) =>
        microseconds(times.map((time) => time[kind] / AT_ONCE)),
      ),
    }))
  },
}

function allAtOnce(run: (() => unknown) | undefined): Promise<unknown> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => run?.()))
}
