import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { code, generatedPage, plain, table } from './markdown.js'
import type { PublicPackage } from './public-packages.js'
import { readJson, ROOT } from './repository.js'

/** All packages, and what each needs. */
export function packagesIndex(packages: readonly PublicPackage[]): string {
  const { engines } = readJson('package.json') as { readonly engines: { readonly node: string } }
  const rows = packages.map(({ folder, name, description, peers }) => [
    `[${name}](./${folder}.md)`,
    plain(description),
    Object.entries(peers)
      .filter(([peer]) => !peer.startsWith('@countersign/'))
      .map(([peer, range]) => code(`${peer} ${range}`))
      .join(', '),
  ])
  return generatedPage(`
# Packages

Node ${code(engines.node)}. ESM; CommonJS callers use \`require()\`. Every name of each is in the [API](/reference/api/index.md).

${table(['Package', 'What it is', 'Beside'], rows)}
`)
}

/** The README of a package, as a page. */
export function packagePage({ folder, name, description }: PublicPackage): string {
  if (!existsSync(join(ROOT, 'packages', folder, 'README.md'))) {
    throw new Error(`packages/${folder} has no README.md`)
  }
  return generatedPage(`<!--@include: ../../packages/${folder}/README.md-->`, {
    frontMatter: { title: name, description, outline: [2, 3] },
  })
}
