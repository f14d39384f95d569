// Joins what tsc has made of a package into the few files that are published: to find and open a hundred
// small ones takes longer than to run them. Each package's `prepack` runs it in the package's folder; what is
// in the workspace, and what tests run on, is what tsc has made.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { rolldown } from 'rolldown'

const BUNDLE = 'bundle'

// What a package starts by its path, and nobody imports.
const PROGRAMS = { '@countersign/database': ['pglite-worker'] }

const folder = process.cwd()
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

rmSync(join(folder, BUNDLE), { recursive: true, force: true })
const build = await rolldown({
  cwd: folder,
  platform: 'node',
  input: { ...entries(), ...programs() },
  // Only what is ours: users install the dependencies, and see to their updates.
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  // Entries export what they did, and share the modules that they share: a state stays one.
  preserveEntrySignatures: 'strict',
  plugins: [compiled()],
  onLog: (level, log) => {
    throw new Error(`${manifest.name}: ${level}: ${log.message}`)
  },
})
await build.write({
  dir: BUNDLE,
  format: 'esm',
  entryFileNames: '[name].js',
  // Beside the entries: a file that is found from one place is found from the other.
  chunkFileNames: '[name]-[hash].js',
  // For readers there are the sources, and for editors the declarations: each start would read them in vain.
  comments: { jsdoc: false, annotation: true, legal: true },
  sourcemap: true,
  // They are published beside it.
  sourcemapExcludeSources: true,
})
await build.close()

/** What tsc made, by the name that it is published under, as package.json has both. */
function entries() {
  const { exports, bin = {}, publishConfig } = manifest
  const pairs = [
    ...Object.keys(exports)
      .filter((path) => path !== './package.json')
      .map((path) => [exports[path].default, publishConfig.exports[path]?.default]),
    ...Object.keys(bin).map((name) => [bin[name], publishConfig.bin?.[name]]),
  ]
  if (publishConfig.main !== publishConfig.exports['.']?.default) {
    throw new Error(`${manifest.name}: publishConfig.main is not the entry of publishConfig`)
  }
  return Object.fromEntries(pairs.map(([made, published]) => [nameOf(published), madeBy(made)]))
}

function programs() {
  const names = PROGRAMS[manifest.name] ?? []
  return Object.fromEntries(names.map((name) => [name, madeBy(`./dist/${name}.js`)]))
}

/** The name of a published file. One folder for all of them: `../` leads out of the package's own. */
function nameOf(published) {
  const name = basename(published ?? '', '.js')
  if (published !== `./${BUNDLE}/${name}.js`) {
    throw new Error(`${manifest.name}: publishConfig has ${published}, which is not in ./${BUNDLE}`)
  }
  return name
}

function madeBy(path) {
  const file = join(folder, path)
  if (!existsSync(file)) throw new Error(`${manifest.name}: ${path} is not built`)
  return file
}

/** Has the maps that tsc wrote, so that those of the bundle lead to the sources. */
function compiled() {
  return {
    name: 'compiled',
    load(id) {
      return {
        code: readFileSync(id, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''),
        map: JSON.parse(readFileSync(`${id}.map`, 'utf8')),
      }
    },
  }
}
