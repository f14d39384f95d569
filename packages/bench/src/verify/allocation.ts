import { allocatedBy } from '../allocated.js'
import { figureOf } from '../figure.js'
import { inRounds } from '../in-rounds.js'
import type { Aspect } from './aspect.js'
import { cellsOf } from './cells.js'
import { hotCases } from './hot-cases.js'
import { SUBJECTS } from './scene.js'

/** More of them tell nothing new: what is allocated depends on the code, and hardly on the machine. */
const MOST_ROUNDS = 10

const HOT = ['hash', 'ours', 'fast-jwt'] as const
const COMPARED = ['floor', ...SUBJECTS, ...HOT.map(hotName)]

/** Bytes that a call leaves to the collector of garbage. */
export const allocation: Aspect = {
  title: 'bytes a call',
  columns: COMPARED,
  async rowsOf(scene, effort) {
    const hot = await hotCases(scene)
    const renamed = HOT.map((name) => [hotName(name), hot.cases[name]] as const)
    const cases: Record<string, () => unknown> = { ...scene.cases, ...Object.fromEntries(renamed) }
    const rounds = Math.min(effort.rounds, MOST_ROUNDS)
    const measured = await inRounds(
      COMPARED.filter((name) => name in cases),
      { rounds, warmUpRounds: effort.warmUpRounds },
      (name) => allocatedBy(cases[name] ?? fail, effort.calls),
    )
    hot.close()
    const cells = cellsOf(COMPARED, measured, (bytes) => figureOf(bytes, 'bytes'))
    return [{ name: scene.algorithm, cells }]
  },
}

function hotName(name: string): string {
  return `${name}, hot`
}

function fail(): never {
  throw new TypeError('every case that is measured is there')
}
