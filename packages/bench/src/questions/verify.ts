import type { Benchmark, Effort } from '../benchmark.js'
import type { FloorAlgorithm } from '../floor.js'
import type { Row, Table } from '../table.js'
import { allocation } from '../verify/allocation.js'
import { cold } from '../verify/cold.js'
import { concurrent } from '../verify/concurrent.js'
import { hot } from '../verify/hot.js'
import { createScene, type Scene } from '../verify/scene.js'
import { singleCalls } from '../verify/single-calls.js'
import { warmUp } from '../verify/warm-up.js'

export const verify: Benchmark = {
  name: 'verify',
  question: 'What does the verification of a token cost, and what does it cost others?',
  run,
}

const ALGORITHMS: readonly FloorAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA']

const ASPECTS = [cold, hot, concurrent, singleCalls, allocation]

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `"floor" is crypto.verify of the same bytes, "again" is the floor a second time. "cold": hundreds of
tokens that nobody has seen, first as a ratio to the floor, then what is added to it; there, the
column "floor" has the time of the floor itself. "ours, cache" remembers tokens, but never one of
these; the others are set to remember none. "hot": tokens that were met before, ours out of a whole
request; "hash" is one SHA-256 of the token. All of them check algorithm, issuer, audience, times.`

  const scenes: Scene[] = []
  try {
    for (const algorithm of ALGORITHMS) scenes.push(await createScene(algorithm))
    for (const { cases } of scenes) await warmUp(cases, effort)
    for (const aspect of ASPECTS) {
      const { title, columns } = aspect
      const rows: Row[] = []
      for (const scene of scenes) rows.push(...(await aspect.rowsOf(scene, effort)))
      yield { title, columns, rows }
    }
  } finally {
    for (const scene of scenes) scene.close()
  }
}
