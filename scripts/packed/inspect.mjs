// Looks into each tarball: what is in it, how it is named, and whether every way of resolving a module finds types.
// A program of its own: it computes for long, and other checks go on meanwhile.
import { dirname, join } from 'node:path/posix'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { check, finish } from '../tally.mjs'
import { readTarball } from './read-tarball.mjs'

for (const path of process.argv.slice(2)) {
  const tarball = readTarball(path)
  const { name } = tarball.manifest
  await check(`contents: ${name}`, () => told(contents(tarball)))
  await check(`publint: ${name}`, async () => told(await lint(tarball)))
  await check(`types: ${name}`, async () => told(await types(tarball)))
}
finish()

function told(problems) {
  for (const problem of problems) console.log(problem)
  return problems.length === 0
}

/** What should not be published, and what should. */
function contents({ files, manifest }) {
  const wrong = []
  for (const [path, content] of files) {
    if (/^dist\/.*\.js/.test(path)) wrong.push(`${path}: what is published is the bundle`)
    if (/(?:^|\/)(?:test|node_modules|\.[^/]*)(?:\/|$)/.test(path))
      wrong.push(`${path}: not for users`)
    const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(/\.(?:js|d\.ts)$/.test(path) ? content : '')
    if (map && !files.has(join(dirname(path), map[1]))) wrong.push(`${path}: has no map`)
    if (!path.endsWith('.map')) continue
    // A stack trace, and "go to definition", lead to a file that is there.
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    for (const source of JSON.parse(content.toString('utf8')).sources) {
      const { pathname } = new URL(folder + source, 'file:///')
      if (!files.has(pathname.slice(1)))
        wrong.push(`${path}: leads to ${source}, which is not there`)
    }
  }
  const needed = ['README.md', 'LICENSE', 'package.json', 'bundle/index.js']
  for (const path of needed) if (!files.has(path)) wrong.push(`${path} is missing`)
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })
  for (const [dependency, range] of ranges) {
    if (/^(?:workspace|catalog|file|link):/.test(range)) wrong.push(`${dependency}: ${range}`)
  }
  if (manifest.scripts?.prepack) wrong.push('its manifest names a script that is not in it')
  return wrong
}

async function lint({ packed, manifest }) {
  const tarball = packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.length)
  const { messages } = await publint({ pack: { tarball }, strict: true })
  return messages.map((message) => formatMessage(message, manifest))
}

async function types({ packed }) {
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(packed))
  if (!types) return ['no types']
  // ESM only, on purpose: CommonJS callers load it with require(esm), as the programs do.
  return problems
    .filter(({ kind }) => kind !== 'CJSResolvesToESM')
    .map(({ kind, entrypoint, resolutionKind }) => `${kind}: ${entrypoint} (${resolutionKind})`)
}
