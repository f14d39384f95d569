import { describe, expect, it } from 'vitest'
import { paragraph, table } from '../../src/terminal/layout.js'

describe('a table', () => {
  it('has columns as wide as they need, and no space at the ends of lines', () => {
    const rows = [
      ['a', 'one', 'x'],
      ['long', 'b', ''],
    ]
    expect(table(rows, 80)).toBe('a     one  x\nlong  b')
  })

  it('wraps its last column beneath itself', () => {
    expect(table([['name', 'one two three four five']], 26, { indent: 2 })).toBe(
      '  name  one two three four\n        five',
    )
  })

  it('breaks what has no spaces', () => {
    const lines = table([['n', 'x'.repeat(100)]], 40).split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40)
    expect(lines.map((line) => line.slice(3)).join('')).toBe('x'.repeat(100))
  })

  it('counts what is seen: colours have no width, wide characters two', () => {
    const rows = [
      ['\u001b[31mab\u001b[39m', 'x'],
      ['日本', 'y'],
    ]
    expect(table(rows, 80)).toBe('\u001b[31mab\u001b[39m    x\n日本  y')
  })

  it('may be empty', () => expect(table([], 80)).toBe(''))
})

describe('a paragraph', () => {
  it('is indented line by line, and never narrower than 20 columns', () => {
    expect(paragraph('one two three four five six', 18, { indent: 2 })).toBe(
      '  one two three four\n  five six',
    )
  })
})
