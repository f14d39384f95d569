import { compare } from '../compare.js'
import { withTarget, type Figure, type Target } from '../figure.js'
import { medianOf } from '../quartiles.js'
import { differencesOf, ratioOf } from '../ratio.js'
import { microseconds } from '../units.js'
import type { Aspect } from './aspect.js'
import { cellsOf } from './cells.js'
import { SUBJECTS } from './scene.js'

const OURS: readonly string[] = ['ours', 'ours, cache']
const COMPARED = ['again', ...SUBJECTS]
const PEERS = SUBJECTS.filter((name) => !OURS.includes(name))

/** A few microseconds are to be told apart: turns have to be longer for that. */
const CALLS = 4

/** As a figure shows it: less than 1. */
const AHEAD: Target = { most: 0.99 }

/** CPU of the verification of a token that nobody has seen. */
export const cold: Aspect = {
  title: 'cold',
  columns: ['floor', ...COMPARED],
  async rowsOf({ algorithm, cases }, effort) {
    const times = await compare(cases, { ...effort, calls: effort.calls * CALLS })
    const { floor = [], ours = [] } = times
    const target = targetBeside(floor)
    const ofFloor = (time: readonly number[], name: string): Figure =>
      OURS.includes(name) ? withTarget(ratioOf(time, floor), target) : ratioOf(time, floor)
    const added = (time: readonly number[]): Figure => microseconds(differencesOf(time, floor))
    const ofPeer = (time: readonly number[]): Figure => withTarget(ratioOf(ours, time), AHEAD)
    const empty = ['', '', ...OURS.map(() => '')]
    return [
      { name: algorithm, cells: ['', ...cellsOf(COMPARED, times, ofFloor)] },
      {
        name: `${algorithm}, added`,
        cells: [microseconds(floor), ...cellsOf(COMPARED, times, added)],
      },
      { name: `${algorithm}, ours beside`, cells: [...empty, ...cellsOf(PEERS, times, ofPeer)] },
    ]
  },
}

/** A tenth more than the floor, or 4 µs where a tenth of it is less than that. */
function targetBeside(floor: readonly number[]): Target {
  return { most: Math.max(1.1, 1 + 4_000 / medianOf(floor)) }
}
