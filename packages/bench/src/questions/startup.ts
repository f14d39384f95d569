import type { Benchmark, Effort } from '../benchmark.js'
import { figureOf, type Figure } from '../figure.js'
import { inRounds } from '../in-rounds.js'
import { differencesOf } from '../ratio.js'
import { importTime } from '../startup/import-time.js'
import { installationOf } from '../startup/installation.js'
import type { Row, Table } from '../table.js'

export const startup: Benchmark = {
  name: 'startup',
  question: 'What does a package add to the start of a program, and to what is installed?',
  run,
}

const PACKAGES = [
  '@countersign/core',
  '@countersign/express',
  '@countersign/koa',
  'fast-jwt',
  'aws-jwt-verify',
  'jsonwebtoken',
  'jose',
  'express-jwt',
  'express-oauth2-jwt-bearer',
  'passport-jwt',
  'koa-jwt',
  '@fastify/jwt',
] as const

const EMPTY = 'nothing'

async function* run({ starts }: Effort): AsyncGenerator<string | Table> {
  yield `"start" is by how much later a new Node is ready once it has imported the package, in milliseconds
of a clock on the wall; "again" is a second Node that imports nothing. "packages" is how many are
installed with it, itself included, without peers of it, and "size" what they have on the disk.`

  // The first time everything comes off the disk.
  const effort = { rounds: starts, warmUpRounds: 1 }
  const names = [EMPTY, 'again', ...PACKAGES]
  const isPackage = (name: string): boolean => (PACKAGES as readonly string[]).includes(name)
  const times = await inRounds(names, effort, (name) =>
    importTime(isPackage(name) ? name : undefined),
  )
  const { [EMPTY]: empty = [] } = times
  const added = (name: string): Figure => figureOf(differencesOf(times[name] ?? [], empty), 'ms')
  const rows: Row[] = [
    { name: 'again', cells: [added('again'), '', ''] },
    ...PACKAGES.map((name) => {
      const { packages, bytes } = installationOf(name)
      return { name, cells: [added(name), String(packages), figureOf([bytes / 1e3], 'kB')] }
    }),
  ]
  yield { title: '', columns: ['start', 'packages', 'size'], rows }
}
