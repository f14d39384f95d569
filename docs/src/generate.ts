import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { apiIndex } from './api-index.js'
import { apiReference } from './api-reference.js'
import { checksPage } from './checks-page.js'
import { conformancePage } from './conformance-page.js'
import { errorsPage } from './errors-page.js'
import { optionsPage } from './options-page.js'
import { packagePage, packagesIndex } from './packages-pages.js'
import { performancePage } from './performance-page.js'
import { publicPackages } from './public-packages.js'
import { readReasonTexts } from './reason-texts.js'
import { DOCS, ROOT } from './repository.js'

/** What is generated, and in no repository. */
const GENERATED = ['reference', 'packages', 'performance.md', 'public/icon.svg']

/** Writes every page that comes from the code, anew. The packages have to be built. */
export async function generate(): Promise<void> {
  const pages = await generatedPages()
  for (const name of GENERATED) rmSync(join(DOCS, name), { recursive: true, force: true })
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(DOCS, path)), { recursive: true })
    writeFileSync(join(DOCS, path), text)
  }
  mkdirSync(join(DOCS, 'public'), { recursive: true })
  copyFileSync(join(ROOT, 'packages/approval/page/icon.svg'), join(DOCS, 'public/icon.svg'))
}

/** Each page by its path below `docs/`. */
async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const packages = publicPackages()
  const entries = packages.flatMap((one) => one.entries)
  const api = await apiReference(entries, join(DOCS, '.vitepress/cache'))
  const texts = await readReasonTexts()
  return new Map([
    ['reference/checks.md', await checksPage(texts)],
    ['reference/errors.md', errorsPage(texts)],
    ['reference/options.md', optionsPage(api)],
    ['reference/conformance.md', await conformancePage()],
    ['reference/api/index.md', apiIndex(packages)],
    ...[...api].map(([slug, text]) => [`reference/api/${slug}.md`, text] as const),
    ['packages/index.md', packagesIndex(packages)],
    ...packages.map((one) => [`packages/${one.folder}.md`, packagePage(one)] as const),
    ['performance.md', await performancePage()],
  ])
}
