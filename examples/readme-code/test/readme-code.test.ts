import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
// Inside the package, so that the blocks find what a user would have installed.
const generated = fileURLToPath(new URL('generated/', import.meta.url))

const tsconfig = {
  extends: '../../../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    noEmit: true,
    isolatedDeclarations: false,
    // What Nest's documentation has its users set.
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    verbatimModuleSyntax: false,
    // What is imported are sources: types of a dependency that no declaration of ours leads to want a browser's.
    skipLibCheck: true,
  },
  include: ['.'],
}

interface Block {
  readonly name: string
  readonly code: string
}

function allReadmes(): string[] {
  const folders = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  )
  return ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...folders].filter((readme) =>
    existsSync(join(root, readme)),
  )
}

function blocksOf(readme: string): Block[] {
  const text = readFileSync(join(root, readme), 'utf8')
  const slug = readme.replaceAll(/[^a-z\d]+/gi, '-').toLowerCase()
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ''], index) => ({
    name: `${slug}-${index + 1}.ts`,
    // A block without imports is a module too, so that two blocks do not share their names.
    code: `${code}\nexport {}\n`,
  }))
}

describe('code in a README', () => {
  const blocks = allReadmes().flatMap(blocksOf)

  beforeAll(() => {
    mkdirSync(generated, { recursive: true })
    writeFileSync(join(generated, 'tsconfig.json'), JSON.stringify(tsconfig))
    for (const { name, code } of blocks) writeFileSync(join(generated, name), code)
  })
  afterAll(() => rmSync(generated, { recursive: true, force: true }))

  // A compiler run over every room, on a machine that may be busy with the other tests.
  it('compiles', { timeout: 120_000 }, () => {
    expect(blocks.length).toBeGreaterThan(5)
    const require = createRequire(import.meta.url)
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', generated], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })
})
