// What the packages weigh, and what they may: whoever lets one grow past its budget writes a new one here.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** Kilobytes packed and unpacked, and how many packages come with one, itself included; peers are there already. */
const BUDGETS = {
  countersign: { packed: 400, unpacked: 1450, packages: 25 },
  '@countersign/approval': { packed: 470, unpacked: 1600, packages: 80 },
  '@countersign/core': { packed: 460, unpacked: 1750, packages: 3 },
  '@countersign/database': { packed: 60, unpacked: 200, packages: 5 },
  '@countersign/issuer': { packed: 210, unpacked: 820, packages: 2 },
  '@countersign/ledger': { packed: 210, unpacked: 780, packages: 6 },
  // The transports of Nest: each is translated by itself.
  '@countersign/nestjs': { packed: 95, unpacked: 360, packages: 4 },
  '@countersign/redis': { packed: 80, unpacked: 300, packages: 4 },
  '@countersign/testing': { packed: 650, unpacked: 2600, packages: 3 },
  '@countersign/tls-audit': { packed: 210, unpacked: 760, packages: 8 },
}

/** Adapters are thin: none needs a line of its own to say so. */
const ADAPTER = { packed: 60, unpacked: 230, packages: 4 }

/** Kilobytes of all that an application with the Express adapter runs, Express itself left out: minified, gzipped. */
const APPLICATION = 70

const KILOBYTE = 1000

/** What a package weighs, where it is installed beside all of ours. */
export function weigh({ manifest, packed, files }, project) {
  const unpacked = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  const folders = installationOf(manifest.name, project)
  const budget = BUDGETS[manifest.name] ?? ADAPTER
  const weight = {
    packed: packed.length / KILOBYTE,
    unpacked: unpacked / KILOBYTE,
    packages: folders.size,
  }
  const over = Object.keys(budget).filter((name) => weight[name] > budget[name])
  return { ...weight, installed: sizeOf(folders) / KILOBYTE, over, budget }
}

const shown = (number) => number.toFixed(0).padStart(8)

/** A table of it, and what is over its budget. */
export function table(weights) {
  const head = ['package'.padEnd(24), '  packed', 'unpacked', 'installed', 'packages'].join('  ')
  const lines = weights.map(([name, { packed, unpacked, installed, packages }]) =>
    [name.padEnd(24), ...[packed, unpacked, installed, packages].map(shown)].join('  '),
  )
  return [`${head}  (kB)`, ...lines].join('\n')
}

/** Kilobytes of the smallest application with the Express adapter, minified and gzipped. */
export async function applicationSize(project) {
  const entry = '\0application'
  const code = `
    export { authenticate, authOf, requireScopes } from '@countersign/express'
    export { createVerifier } from '@countersign/core'
  `
  const build = await rolldown({
    cwd: project,
    platform: 'node',
    input: entry,
    external: /^(?:node:|express$)/,
    plugins: [
      {
        name: 'application',
        resolveId: (id, importer) =>
          id === entry ? id : importer === entry ? { id: resolveIn(project, id) } : undefined,
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  })
  const { output } = await build.generate({ minify: true })
  await build.close()
  const bytes = output.reduce((sum, { code: made = '' }) => sum + gzipSync(made).length, 0)
  return { size: bytes / KILOBYTE, budget: APPLICATION }
}

function resolveIn(folder, name) {
  return createRequire(join(folder, 'package.json')).resolve(name)
}

/** The folders of a package and all that it depends on, as they are installed in a project. */
function installationOf(name, from, found = new Set()) {
  const folder = folderOf(name, from)
  // What is optional may be for another machine.
  if (!folder || found.has(folder)) return found
  found.add(folder)
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const dependency of Object.keys(dependencies)) installationOf(dependency, folder, found)
  return found
}

function folderOf(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (statSync(join(candidate, 'package.json'), { throwIfNoEntry: false })) return candidate
  }
  return undefined
}

function sizeOf(folders) {
  const files = [...folders].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() &&
          !join(entry.parentPath, '/').slice(folder.length).includes('/node_modules/'),
      )
      .map(({ parentPath, name }) => join(parentPath, name)),
  )
  return files.reduce((sum, file) => sum + statSync(file).size, 0)
}
