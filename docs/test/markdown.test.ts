import { describe, expect, it } from 'vitest'
import { githubSlug } from '../src/github-slug.js'
import { plain, table } from '../src/markdown.js'

describe('text in Markdown', () => {
  it('keeps the signs that Markdown, HTML and Vue would take for theirs', () => {
    expect(plain('<b> {{ x }} a_b *c* [d] `e` &')).toBe(
      String.raw`&lt;b> &#123;{ x }} a\_b \*c\* \[d\] \`e\` &amp;`,
    )
  })

  it('is one line in a table, and no cell of its own', () => {
    const rows = table(['a', 'b'], [['one\n  two', 'x | y']])
    expect(rows).toBe('| a | b |\n| --- | --- |\n| one two | x \\| y |')
  })
})

describe('an anchor', () => {
  it('is the one that GitHub makes of a heading', () => {
    expect(githubSlug('Proof of possession')).toBe('proof-of-possession')
    expect(githubSlug('A typed `req.auth`')).toBe('a-typed-reqauth')
    expect(githubSlug('redisRevocationList(client, options)')).toBe(
      'redisrevocationlistclient-options',
    )
  })
})
