import { createTestClock, type TestIdentityProvider } from '@countersign/testing'
import type { Benchmark, Effort } from '../benchmark.js'
import { compare } from '../compare.js'
import { signatureFloor } from '../floor.js'
import { inThousands } from '../in-thousands.js'
import { closeAll, startProviders } from '../providers.js'
import { ratioOf } from '../ratio.js'
import { sceneOfKeys } from '../scenes.js'
import { makeKeys, type BenchAlgorithm } from '../signing-keys.js'
import { acceptance, refusal } from '../subjects.js'
import type { Row, Table } from '../table.js'
import type { Trusting } from '../trusting.js'

export const unknownKids: Benchmark = {
  name: 'unknown-kids',
  question: 'What does it cost to refuse made-up kids, and how often is the provider asked?',
  run,
}

/** How fast they come, by the verifier's clock. */
const PER_MINUTE = 10_000

const TRUSTING: Trusting = { trust: 'list', source: 'discovery' }

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `Each figure is the time of a refusal beside that of accepting a token with one key in the set.
"again" is a second verifier that accepts: what it is off 1.00 is the noise of this run.
The provider is healthy. ${inThousands(PER_MINUTE)} different kids come in a minute of the verifier's clock.
"fetched" is how often they had the set fetched again, in how many seconds of that clock.`

  const providers = await startProviders(2, createTestClock())
  try {
    const rows: Row[] = []
    for (const algorithm of effort.algorithms)
      rows.push(await measureRow(algorithm, providers, effort))
    const sets = ['1 key', `${inThousands(effort.many)} keys`]
    const refusals = sets.map((keys) => `refusal, ${keys}`)
    const fetches = sets.map((keys) => `fetched, ${keys}`)
    yield { title: '', columns: ['again', ...refusals, 'floor', ...fetches], rows }
  } finally {
    await closeAll(providers)
  }
}

async function measureRow(
  algorithm: BenchAlgorithm,
  [small, big]: readonly TestIdentityProvider[],
  effort: Effort,
): Promise<Row> {
  if (!small || !big) throw new RangeError('too few providers')
  const made = await makeKeys(algorithm, effort.many)
  const one = sceneOfKeys(small, made.slice(0, 1), effort.many)
  const many = sceneOfKeys(big, made, effort.many)
  const flood = { kids: effort.calls * effort.rounds, perMinute: PER_MINUTE }
  const accepting = [await acceptance(one, TRUSTING), await acceptance(one, TRUSTING)] as const
  const refusing = [
    await refusal(one, TRUSTING, flood),
    await refusal(many, TRUSTING, flood),
  ] as const
  try {
    const { base, ...others } = await compare(
      {
        base: accepting[0].run,
        again: accepting[1].run,
        ofOne: refusing[0].run,
        ofMany: refusing[1].run,
        floor: signatureFloor(algorithm, one.tokens),
      },
      effort,
    )
    const ratios = Object.values(others).map((times) => ratioOf(times, base))
    const fetched = refusing.map(({ fetches, seconds }) => `${fetches()} in ${seconds()} s`)
    return { name: algorithm, cells: [...ratios, ...fetched] }
  } finally {
    for (const subject of [...accepting, ...refusing]) subject.close()
  }
}
