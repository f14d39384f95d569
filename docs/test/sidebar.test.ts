import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCS } from '../src/repository.js'
import { sidebar } from '../src/sidebar.js'

describe('the sidebar', () => {
  it('has what is written by hand first, in the order of its front matter', () => {
    const [guide] = sidebar()
    expect(guide?.text).toBe('Getting started')
    expect(guide?.items.slice(0, 3)).toEqual([
      { text: 'Express', link: '/guide/express' },
      { text: 'Koa', link: '/guide/koa' },
      { text: 'NestJS', link: '/guide/nestjs' },
    ])
    for (const { link } of guide?.items ?? []) {
      expect([link, existsSync(join(DOCS, `${link}.md`))]).toEqual([link, true])
    }
  })

  it('leads to no page twice', () => {
    const links = sidebar().flatMap(({ items }) => items.map(({ link }) => link))
    expect(new Set(links).size).toBe(links.length)
  })
})
