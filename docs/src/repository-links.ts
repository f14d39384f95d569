import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { publicPackages } from './public-packages.js'
import { ROOT, SOURCES_URL } from './repository.js'

const EXTERNAL = /^[a-z][a-z\d+.-]*:|^\/\//i

/** Which page shows which file of the repository. */
const PAGES_OF_FILES: ReadonlyMap<string, string> = new Map([
  ['SECURITY.md', 'threat-model.md'],
  ...publicPackages().map(
    ({ folder }) => [`packages/${folder}/README.md`, `packages/${folder}.md`] as const,
  ),
])

/** The file that a page shows, if it does. */
export function fileOfPage(page: string): string | undefined {
  return [...PAGES_OF_FILES].find(([, path]) => path === page)?.[0]
}

/**
 * A link of a file of the repository, as it has to be on the site: to the page that shows where it leads, or
 * to the sources. Throws where it leads nowhere.
 */
export function siteLink(file: string, href: string): string {
  if (EXTERNAL.test(href) || href.startsWith('#')) return href
  const [path = '', hash] = href.split('#')
  const target = posix.join(posix.dirname(file), path).replace(/\/$/, '')
  const anchor = hash === undefined ? '' : `#${hash}`
  const page = PAGES_OF_FILES.get(target) ?? PAGES_OF_FILES.get(`${target}/README.md`)
  if (page !== undefined) return `/${page}${anchor}`
  if (target === 'packages/bench' && anchor === '') return '/performance.md'
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) {
    throw new Error(`${file} links to ${href}, which is not there`)
  }
  const kind = statSync(join(ROOT, target)).isDirectory() ? 'tree' : 'blob'
  return `${SOURCES_URL}/${kind}/main/${target}${anchor}`
}

/** Markdown of a file, or of a part of it, with links that lead somewhere from every page. */
export function withSiteLinks(file: string, markdown: string): string {
  return markdown.replaceAll(/\]\(([^)\s]+)\)/g, (_, href: string) => `](${siteLink(file, href)})`)
}
