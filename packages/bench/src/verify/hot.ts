import { compare } from '../compare.js'
import { withTarget } from '../figure.js'
import { ratioOf } from '../ratio.js'
import { microseconds } from '../units.js'
import type { Aspect } from './aspect.js'
import { hotCases } from './hot-cases.js'
import { warmUp } from './warm-up.js'

/** So many calls more than of a signature's check fit into the same time. */
const CALLS = 20

/** CPU of the verification of a token that was met before. */
export const hot: Aspect = {
  title: 'hot',
  columns: ['hash', 'again', 'ours', 'fast-jwt', 'fast-jwt beside ours'],
  async rowsOf(scene, effort) {
    const { algorithm } = scene
    const met = await hotCases(scene)
    // A call is so short that it takes more of them.
    for (let time = 0; time < CALLS; time += 1) await warmUp(met.cases, effort)
    const times = await compare(met.cases, { ...effort, calls: effort.calls * CALLS })
    met.close()
    const { hash, again, ours, 'fast-jwt': peer } = times
    return [
      {
        name: algorithm,
        cells: [
          '',
          ratioOf(again, hash),
          withTarget(ratioOf(ours, hash), { most: 3 }),
          ratioOf(peer, hash),
          withTarget(ratioOf(peer, ours), { least: 1.5 }),
        ],
      },
      { name: `${algorithm}, time`, cells: [...[hash, again, ours, peer].map(microseconds), ''] },
    ]
  },
}
