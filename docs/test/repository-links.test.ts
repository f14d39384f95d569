import { describe, expect, it } from 'vitest'
import { siteLink, withSiteLinks } from '../src/repository-links.js'

describe('a link of a README', () => {
  it('leads to the page that shows what it leads to', () => {
    expect(siteLink('packages/koa/README.md', '../core')).toBe('/packages/core.md')
    expect(siteLink('packages/koa/README.md', '../core#keys')).toBe('/packages/core.md#keys')
    expect(siteLink('README.md', 'SECURITY.md')).toBe('/threat-model.md')
    expect(siteLink('README.md', 'packages/bench')).toBe('/performance.md')
  })

  it('leads to the sources where no page shows it', () => {
    const sources = 'https://github.com/countersign/countersign'
    expect(siteLink('README.md', 'LICENSE')).toBe(`${sources}/blob/main/LICENSE`)
    expect(siteLink('packages/cli/README.md', '../../examples')).toBe(
      `${sources}/tree/main/examples`,
    )
  })

  it('stays as it is on its own page, and outside', () => {
    expect(siteLink('README.md', '#express')).toBe('#express')
    expect(siteLink('README.md', 'https://pglite.dev')).toBe('https://pglite.dev')
  })

  it('is refused where it leads nowhere, or out of the repository', () => {
    expect(() => siteLink('README.md', 'packages/nothing')).toThrow('packages/nothing')
    expect(() => siteLink('README.md', '../secrets')).toThrow('../secrets')
  })

  it('is found in a text', () => {
    const text = withSiteLinks('README.md', 'See [it](packages/core), [this](#there).')
    expect(text).toBe('See [it](/packages/core.md), [this](#there).')
  })
})
