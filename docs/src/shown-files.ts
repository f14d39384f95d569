import type { MarkdownIt, MarkdownItEnv } from './markdown-it.js'
import { fileOfPage, siteLink } from './repository-links.js'

/** On pages that show a file of the repository, links are those of that file. */
export function shownFiles(md: MarkdownIt): void {
  md.core.ruler.push('shown-files', ({ tokens, env }) => {
    const file = fileOfPage((env as MarkdownItEnv).relativePath ?? '')
    if (file === undefined) return
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const name = token.type === 'link_open' ? 'href' : 'src'
      const href = token.attrGet(name)
      if (href !== null && ['link_open', 'image'].includes(token.type)) {
        token.attrSet(name, siteLink(file, href))
      }
    }
  })
}
