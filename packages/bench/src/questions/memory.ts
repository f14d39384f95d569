import { fileURLToPath } from 'node:url'
import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, withTarget, type Figure, type Target } from '../figure.js'
import { inThousands } from '../in-thousands.js'
import { inProcess } from '../memory/in-process.js'
import type { Subject } from '../memory/keepers.js'
import type { KeptTokens, KeptTokensOrder } from '../memory/kept-tokens.js'
import type { RefusedTokens, RefusedTokensOrder } from '../memory/refused-tokens.js'
import type { RememberedProofsOrder, Store } from '../memory/remembered-proofs.js'
import type { Row, Table } from '../table.js'

export const memory: Benchmark = {
  name: 'memory',
  question:
    'How much memory do tokens and proofs take that are remembered, and those that are refused?',
  run,
}

// It runs what is built, even where the tests run on sources.
const KEPT_TOKENS = fileURLToPath(new URL('../../dist/memory/kept-tokens.js', import.meta.url))
const REFUSED_TOKENS = fileURLToPath(
  new URL('../../dist/memory/refused-tokens.js', import.meta.url),
)
const REMEMBERED_PROOFS = fileURLToPath(
  new URL('../../dist/memory/remembered-proofs.js', import.meta.url),
)

const SUBJECTS: readonly Subject[] = ['ours', 'fast-jwt']
const STORES: readonly Store[] = ['ours', 'Map', 'lru-cache']

/** 100 000 tokens of some 700 characters, with their claims, in 150 MB. */
const MOST_BYTES_A_TOKEN = 1_500
const MOST_MEGABYTES_OF_GARBAGE = 5

async function* run({ memory: effort }: Effort): AsyncGenerator<string | Table> {
  yield `Each figure is of a process of its own: by how much its heap, and the buffers beside it, have grown
once all garbage is collected. "kept" is the share of the tokens that are not verified again when
they come again. Tokens have some 700 characters. What is refused is text, parts that are nothing,
wrong signatures, made-up kids and issuers; "kept" is there of 1 000 good tokens that came before.
Proofs are remembered by a UUID each.`

  for (const tokens of effort.tokens) yield await keptTable(tokens)
  yield await refusedTable(effort.garbage)
  yield await proofsTable(effort.proofs)
}

async function keptTable(tokens: number): Promise<Table> {
  const measured = await ofEach(SUBJECTS, (subject) => {
    const order: KeptTokensOrder = { subject, tokens }
    return inProcess<KeptTokens>(KEPT_TOKENS, order)
  })
  const most = { most: (MOST_BYTES_A_TOKEN * tokens) / 1e6 }
  return {
    title: `${inThousands(tokens)} tokens`,
    columns: SUBJECTS,
    rows: [
      rowOf('memory', measured, ({ bytes }) => megabytes(bytes), most),
      rowOf('of each that is kept', measured, ({ bytes, kept }) =>
        figureOf([bytes / kept], 'bytes'),
      ),
      rowOf('kept', measured, ({ kept }) => figureOf([kept / tokens]), { least: 1 }),
    ],
  }
}

async function refusedTable(garbage: number): Promise<Table> {
  const measured = await ofEach(SUBJECTS, (subject) => {
    const order: RefusedTokensOrder = { subject, garbage }
    return inProcess<RefusedTokens>(REFUSED_TOKENS, order)
  })
  const most = { most: MOST_MEGABYTES_OF_GARBAGE }
  return {
    title: `${inThousands(garbage)} refused`,
    columns: SUBJECTS,
    rows: [
      rowOf('left behind', measured, ({ bytes }) => megabytes(bytes), most),
      rowOf('good ones kept', measured, ({ kept, good }) => figureOf([kept / good]), { least: 1 }),
    ],
  }
}

async function proofsTable(proofs: number): Promise<Table> {
  const measured = await ofEach(STORES, (store) => {
    const order: RememberedProofsOrder = { store, proofs }
    return inProcess<number>(REMEMBERED_PROOFS, order)
  })
  return {
    title: `${inThousands(proofs)} proofs`,
    columns: STORES,
    rows: [
      rowOf('memory', measured, megabytes),
      rowOf('of each', measured, (bytes) => figureOf([bytes / proofs], 'bytes')),
    ],
  }
}

/** One after the other, because they would compete for the machine. */
async function ofEach<Name, Value>(
  names: readonly Name[],
  measure: (name: Name) => Promise<Value>,
): Promise<readonly Value[]> {
  const values: Value[] = []
  for (const name of names) values.push(await measure(name))
  return values
}

/** The first column is ours, and only ours is meant to hold something. */
function rowOf<Value>(
  name: string,
  measured: readonly Value[],
  figure: (value: Value) => Figure,
  target?: Target,
): Row {
  const cells = measured.map((value, column) =>
    target && column === 0 ? withTarget(figure(value), target) : figure(value),
  )
  return { name, cells }
}

function megabytes(bytes: number): Figure {
  return figureOf([bytes / 1e6], 'MB')
}
