import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages } from './public-packages.js'
import { DOCS, readText } from './repository.js'

interface SidebarLink {
  readonly text: string
  readonly link: string
}

export interface SidebarGroup {
  readonly text: string
  readonly collapsed?: boolean
  readonly items: readonly SidebarLink[]
}

// Folders of pages that are written by hand. Their order is told by each page, in its front matter.
const WRITTEN: readonly (readonly [folder: string, title: string])[] = [
  ['guide', 'Getting started'],
  ['migrate', 'Migrating'],
  ['recipes', 'Recipes'],
]

/** What is written by hand, then what is generated. */
export function sidebar(): readonly SidebarGroup[] {
  const written = WRITTEN.map(([folder, text]) => ({ text, items: pagesIn(folder) }))
  const entries = publicPackages().flatMap((one) => one.entries)
  return [
    ...written.filter(({ items }) => items.length > 0),
    {
      text: 'Reference',
      items: [
        { text: 'What is checked', link: '/reference/checks' },
        { text: 'Errors', link: '/reference/errors' },
        { text: 'Options of the verifier', link: '/reference/options' },
        { text: 'Conformance', link: '/reference/conformance' },
        { text: 'Threat model', link: '/threat-model' },
        { text: 'Performance', link: '/performance' },
      ],
    },
    {
      text: 'Packages',
      items: [
        { text: 'All of them', link: '/packages/' },
        ...publicPackages().map(({ name, folder }) => ({
          text: name,
          link: `/packages/${folder}`,
        })),
      ],
    },
    {
      text: 'API',
      collapsed: true,
      items: [
        { text: 'All entry points', link: '/reference/api/' },
        ...entries.map(({ name, slug }) => ({ text: name, link: `/reference/api/${slug}` })),
      ],
    },
  ]
}

/** The pages of a folder, in their order. */
function pagesIn(folder: string): readonly SidebarLink[] {
  if (!existsSync(join(DOCS, folder))) return []
  const pages = readdirSync(join(DOCS, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({ link: `/${folder}/${name.slice(0, -3)}`, ...headOf(`${folder}/${name}`) }))
  return pages
    .toSorted((one, other) => one.order - other.order)
    .map(({ text, link }) => ({ text, link }))
}

/** What the sidebar needs of a page: `order` of its front matter, and `nav` of it or the first heading. */
function headOf(page: string): { readonly text: string; readonly order: number } {
  const markdown = readText(`docs/${page}`)
  const [, frontMatter = ''] = /^---\n(.*?)^---$/ms.exec(markdown) ?? []
  const order = /^order: (\d+)$/m.exec(frontMatter)?.[1]
  const text = (/^nav: (.+)$/m.exec(frontMatter) ?? /^# (.+)$/m.exec(markdown))?.[1]
  if (order === undefined) throw new Error(`docs/${page} has no "order" in its front matter`)
  if (text === undefined) throw new Error(`docs/${page} has no heading`)
  return { text, order: Number(order) }
}
