import { createTestClock, type TestIdentityProvider } from '@countersign/testing'
import type { Benchmark, Effort } from '../benchmark.js'
import { compare, type Measured } from '../compare.js'
import { withTarget, type Figure, type Target } from '../figure.js'
import { signatureFloor } from '../floor.js'
import { inThousands } from '../in-thousands.js'
import { measurePolicies } from '../policies.js'
import { closeAll, startProviders } from '../providers.js'
import { ratioOf } from '../ratio.js'
import { sceneOfIssuers, sceneOfKeys, type Scene } from '../scenes.js'
import { makeKeys, type BenchAlgorithm } from '../signing-keys.js'
import { acceptance, type Subject } from '../subjects.js'
import type { Row, Table } from '../table.js'
import { SOURCES, TRUSTS, type Trusting } from '../trusting.js'

export const keys: Benchmark = {
  name: 'keys',
  question: 'Do many issuers, many keys in one set, or many policies make a request dearer?',
  run,
}

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `Each figure is the time of a verification beside that of a verifier with one issuer and one key.
"again" is a second verifier just like that one: what it is off 1.00 is the noise of this run.
"floor" is crypto.verify of the same bytes, with one key and with all of them. Many keys fill the
caches of the processor, whoever verifies: "beyond the floor" is without what the floor gets dearer.
Figures under "policies" are the time of a request whose token was met before, verified and then
authorized by a different policy each time, beside that of one and the same policy.`

  const providers = await startProviders(effort.many + 1, createTestClock())
  try {
    for (const algorithm of effort.algorithms)
      yield await measureTable(algorithm, providers, effort)
  } finally {
    await closeAll(providers)
  }
  yield policiesTable(await measurePolicies(effort), effort)
}

/** Within the noise of a busy machine: what grows with the number would be far above. */
const FLAT: Target = { most: 1.1 }

const ALL = 'all of these'

type Scenes = Readonly<Record<'one' | 'manyIssuers' | 'manyKeys', Scene>>

async function measureTable(
  algorithm: BenchAlgorithm,
  [big, ...others]: readonly TestIdentityProvider[],
  effort: Effort,
): Promise<Table> {
  const { many: number } = effort
  const made = await makeKeys(algorithm, number)
  const [first] = others
  if (!big || !first) throw new RangeError('too few providers')
  const scenes: Scenes = {
    one: sceneOfKeys(first, made.slice(0, 1), number),
    manyIssuers: sceneOfIssuers(others, made, number),
    manyKeys: sceneOfKeys(big, made, number),
  }
  const measured: Measurement[] = []
  for (const trust of TRUSTS) {
    for (const source of SOURCES) {
      const name = `${trust}, ${source}`
      measured.push({
        name,
        times: await measureCases(algorithm, { trust, source }, scenes, effort),
      })
    }
  }
  const rows = [...measured, { name: ALL, times: allOf(measured, CASES) }].map(rowOf)
  const count = inThousands(number)
  const many = [`${count} issuers`, `${count} keys in a set`]
  const floors = ['floor, 1 key', `floor, ${count} keys`]
  const columns = ['again', ...many, ...floors, ...many.map((name) => `${name}, beyond the floor`)]
  return { title: algorithm, columns, rows }
}

/** The yardstick, and what is compared with it, in the order of the columns. */
const CASES = ['one', 'again', 'manyIssuers', 'manyKeys', 'floorOfOne', 'floorOfMany'] as const

type Times = Measured<(typeof CASES)[number]>

interface Measurement {
  readonly name: string
  readonly times: Times
}

async function measureCases(
  algorithm: BenchAlgorithm,
  trusting: Trusting,
  scenes: Scenes,
  effort: Effort,
): Promise<Times> {
  const subjects: Subject[] = []
  const accept = async (scene: Scene): Promise<() => unknown> => {
    const subject = await acceptance(scene, trusting)
    subjects.push(subject)
    return subject.run
  }
  try {
    return await compare(
      {
        one: await accept(scenes.one),
        again: await accept(scenes.one),
        manyIssuers: await accept(scenes.manyIssuers),
        manyKeys: await accept(scenes.manyKeys),
        floorOfOne: signatureFloor(algorithm, scenes.one.tokens),
        floorOfMany: signatureFloor(algorithm, scenes.manyKeys.tokens),
      },
      effort,
    )
  } finally {
    for (const subject of subjects) subject.close()
  }
}

function rowOf({ name, times }: Measurement): Row {
  const ratio = (one: keyof Times): Figure => ratioOf(times[one], times.one)
  const beyond = (one: keyof Times): Figure => {
    const figure = ratioOf(
      quotients(times[one], times.one),
      quotients(times.floorOfMany, times.floorOfOne),
    )
    return name === ALL ? withTarget(figure, FLAT) : figure
  }
  const compared = [ratio('again'), ratio('manyIssuers'), ratio('manyKeys')]
  const floors = [ratio('floorOfOne'), ratio('floorOfMany')]
  return { name, cells: [...compared, ...floors, beyond('manyIssuers'), beyond('manyKeys')] }
}

function quotients(values: readonly number[], beside: readonly number[]): readonly number[] {
  return values.map((value, round) => value / (beside[round] ?? Number.NaN))
}

type PoliciesMeasured = Awaited<ReturnType<typeof measurePolicies>>

function policiesTable(measured: PoliciesMeasured, { many }: Effort): Table {
  const all = { name: ALL, times: allOf(measured, ['one', 'again', 'many']) }
  const rows = [...measured, all].map(({ name, times }) => {
    const ratio = ratioOf(times.many, times.one)
    const flat = name === ALL ? withTarget(ratio, FLAT) : ratio
    return { name, cells: [ratioOf(times.again, times.one), flat] }
  })
  return { title: 'policies', columns: ['again', `${inThousands(many)} policies`], rows }
}

/** As if their rounds had been of one measurement: each is still compared with its own yardstick. */
function allOf<Name extends string>(
  measured: readonly { readonly times: Measured<Name> }[],
  names: readonly Name[],
): Measured<Name> {
  const timesOf = (name: Name): readonly number[] => measured.flatMap(({ times }) => times[name])
  return Object.fromEntries(names.map((name) => [name, timesOf(name)])) as Measured<Name>
}
