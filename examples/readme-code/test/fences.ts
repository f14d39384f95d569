import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

// What is no page, and pages that are generated: what stands in them comes from here, or from the code.
const NOT_PAGES = new Set(
  'node_modules .vitepress src test packages performance.md public reference'.split(' '),
)

// Its programs are run, by the check of what is published, and so need no types.
const RUN = 'docs/recipes/jest.md'

/** A block of code between fences. */
export interface Fence {
  /** `docs/guide/koa.md:12` */
  readonly at: string
  /** What is behind the opening fence, up to a space: `ts`. */
  readonly language: string
  readonly code: string
}

/** What people read: READMEs, and the pages of the documentation that are written by hand. */
export function markdownFiles(): readonly string[] {
  const readmes = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  )
  const folders = readdirSync(join(root, 'docs')).filter((name) => !NOT_PAGES.has(name))
  const pages = ['.', ...folders].flatMap((folder) => pagesIn(`docs/${folder}`))
  return ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...readmes, ...pages].filter(
    (file) => file !== RUN && existsSync(join(root, file)),
  )
}

function pagesIn(folder: string): readonly string[] {
  if (!statSync(join(root, folder)).isDirectory()) return []
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && !NOT_PAGES.has(name))
    .map((name) => join(folder, name))
}

/** Every block of a file, also one in a list or a quotation. Throws where one does not end. */
export function fencesOf(file: string): readonly Fence[] {
  return fencesIn(file, readFileSync(join(root, file), 'utf8'))
}

export function fencesIn(file: string, text: string): readonly Fence[] {
  const fences: Fence[] = []
  let open:
    | { at: string; language: string; fence: string; indent: number; lines: string[] }
    | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence, info = ''] = /^([ >]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (open && fence?.startsWith(open.fence) && info.trim() === '') {
      fences.push({ at: open.at, language: open.language, code: `${open.lines.join('\n')}\n` })
      open = undefined
    } else if (open) {
      open.lines.push(line.slice(open.indent))
    } else if (fence !== undefined) {
      const [language = ''] = info.trim().split(/[\s{[:]/, 1)
      open = { at: `${file}:${index + 1}`, language, fence, indent: indent.length, lines: [] }
    }
  }
  if (open) throw new Error(`The block at ${open.at} does not end`)
  return fences
}

/** What a page with many small blocks says once, and does not show: a comment that begins with `<!-- ts`. */
export function sharedCodeOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8')
  return /^<!-- ts\n(.*?)^-->/ms.exec(text)?.[1] ?? ''
}
