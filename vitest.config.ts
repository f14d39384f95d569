import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// Tests run on sources: the condition makes every `@countersign/*` import resolve to `src/index.ts`.
const conditions = ['@countersign/source', 'module', 'node', 'default']

const projects = ['packages', 'examples'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, import.meta.url))
    .filter((name) => existsSync(new URL(`${folder}/${name}/test`, import.meta.url)))
    .map((name) => ({ name, root: `${folder}/${name}` })),
)

export default defineConfig({
  test: {
    projects: projects.map(({ name, root }) => ({
      root,
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      // Nest's dependency injection reads the metadata of legacy decorators.
      oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
      test: {
        name,
        include: ['test/**/*.test.ts'],
        testTimeout: 20_000,
        hookTimeout: 30_000,
      },
    })),
  },
})
