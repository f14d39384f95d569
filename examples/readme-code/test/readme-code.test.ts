import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fencesOf, markdownFiles, sharedCodeOf } from './fences.js'

// Inside the package, so that the blocks find what a user would have installed.
const generated = fileURLToPath(new URL('generated/', import.meta.url))

const tsconfig = {
  extends: '../../../../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    noEmit: true,
    isolatedDeclarations: false,
    // What Nest's documentation has its users set.
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    verbatimModuleSyntax: false,
    allowJs: true,
    checkJs: true,
    jsx: 'preserve',
    // What is imported are sources: types of a dependency that no declaration of ours leads to want a browser's.
    skipLibCheck: true,
  },
  include: ['.'],
}

interface Block {
  readonly name: string
  readonly code: string
}

// `js` of a page is what a user would run, as ESM.
const COMPILED = new Set(['ts', 'tsx', 'mts', 'cts', 'js', 'mjs', 'cjs'])

function blocksOf(file: string): Block[] {
  const slug = file.replaceAll(/[^a-z\d]+/gi, '-').toLowerCase()
  const shared = sharedCodeOf(file)
  const fences = fencesOf(file).filter(({ language }) => COMPILED.has(language))
  return fences.map(({ language, code }, index) => ({
    name: `${slug}-${index + 1}.${language}`,
    // A block without imports is a module too, so that two blocks do not share their names.
    code: language.startsWith('c') ? code : `${withShared(code, shared)}\nexport {}\n`,
  }))
}

/** For blocks that import nothing. */
function withShared(code: string, shared: string): string {
  return /^import /m.test(code) ? code : shared + code
}

// Packages that one comes from say what `req.auth` is, everywhere, and so does an entry of ours.
const isMigration = (file: string): boolean => file.startsWith('docs/migrate/')

const all = markdownFiles()
const programs = [
  { name: 'ours', blocks: all.filter((one) => !isMigration(one)).flatMap(blocksOf) },
  { name: 'migrations', blocks: all.filter(isMigration).flatMap(blocksOf) },
]

describe('code in a README, or on a page', () => {
  beforeAll(() => {
    for (const { name: program, blocks } of programs) {
      const folder = join(generated, program)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
      for (const { name, code } of blocks) writeFileSync(join(folder, name), code)
    }
  })
  afterAll(() => rmSync(generated, { recursive: true, force: true }))

  // A compiler run over every room, on a machine that may be busy with the other tests.
  it.each(programs)('compiles: $name', { timeout: 120_000 }, ({ name, blocks }) => {
    expect(blocks.length).toBeGreaterThan(5)
    const require = createRequire(import.meta.url)
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', join(generated, name)], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })
})
