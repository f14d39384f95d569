import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { buildRooms } from './vitest.build.js'

// A room by its name is what is built of it, as users have it: to transform each room once more for every other takes
// a minute of the whole run.
const BUILT = /\/(?:packages|examples)\/[^/]+\/dist\//

// With `--mode sources`, for a run that watches, every `@countersign/*` import resolves to `src/index.ts` instead.
const SOURCES = '@countersign/source'

// Files of a package share a process, which saves a third of the time. But for those that put something else in
// the place of a module, which the others would get as well.
const ISOLATED = '.isolated.test.ts'

interface Project {
  readonly name: string
  readonly root: string
  readonly alias?: Readonly<Record<string, string>>
  readonly include?: string
  readonly exclude?: string
  readonly isolate?: boolean
}

const projects: Project[] = ['packages', 'examples'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, import.meta.url))
    .filter((name) => existsSync(new URL(`${folder}/${name}/test`, import.meta.url)))
    .flatMap((name) => projectsOf(name, folder)),
)

function projectsOf(name: string, folder: string): Project[] {
  const root = `${folder}/${name}`
  if (folder === 'examples') return [{ name: `example-${name}`, root }]
  const files = readdirSync(new URL(`${root}/test`, import.meta.url), { recursive: true })
  if (!files.some((file) => String(file).endsWith(ISOLATED))) return [{ name, root }]
  const include = `test/**/*${ISOLATED}`
  return [
    { name, root, exclude: include },
    { name: `${name}-isolated`, root, include, isolate: true },
  ]
}

/** What is made once for all tests of a package. */
function globalSetupOf(root: string): string[] {
  const file = fileURLToPath(new URL(`${root}/test/global-setup.ts`, import.meta.url))
  return existsSync(file) ? [file] : []
}

// The documentation: one room, and no folder of them.
projects.push({ name: 'docs', root: 'docs' })

// The tests of the Nest adapter once more, on the Nest 11 of a package that is there for this.
const nest11 = new URL('packages/nestjs/test/nest-11/node_modules/@nestjs', import.meta.url)
projects.push({
  name: 'nestjs-11',
  root: 'packages/nestjs',
  alias: { '@nestjs': fileURLToPath(nest11) },
})

export default defineConfig(({ mode }) => {
  const onSources = mode === 'sources'
  // Not in a global setup: those of packages import what is built, and are loaded first.
  if (!onSources) buildRooms()
  const conditions = [...(onSources ? [SOURCES] : []), 'module', 'node', 'default']
  return {
    test: {
      // By itself vitest leaves one processor alone, which on a machine with two is half of them.
      maxWorkers: '100%',
      projects: projects.map(({ name, root, alias = {}, include, exclude, isolate = false }) => ({
        root,
        resolve: { conditions, alias },
        ssr: { resolve: { conditions } },
        // Nest's dependency injection reads the metadata of legacy decorators.
        oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
        test: {
          name,
          include: [include ?? 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...(exclude ? [exclude] : [])],
          isolate,
          server: { deps: { external: [BUILT] } },
          setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
          globalSetup: globalSetupOf(root),
          // A second, which it would be, is nothing on a busy machine.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      })),
    },
  }
})
