import { generatedPage, plain, table } from './markdown.js'
import type { PublicPackage } from './public-packages.js'

/** The entry points of all packages. */
export function apiIndex(packages: readonly PublicPackage[]): string {
  const rows = packages.flatMap(({ folder, name, description, entries }) =>
    entries.map((entry) => [
      `[${entry.name}](./${entry.slug}.md)`,
      entry.name === name ? plain(description) : `more of [${name}](/packages/${folder}.md)`,
    ]),
  )
  return generatedPage(`
# API

Every name that a package exports, from the doc comments in its code. The [packages](/packages/index.md) have pages
that say how they are used.

${table(['Import from', 'What it is'], rows)}
`)
}
