import { describe, expect, it } from 'vitest'
import { trimmed } from '../../src/credentials/trimmed.js'

describe('trimmed', () => {
  it.each([
    ['', ''],
    [' \t ', ''],
    ['a', 'a'],
    [' \ta b\t ', 'a b'],
    ['\u00a0a\u00a0', '\u00a0a\u00a0'],
    ['\ufeffa\n', '\ufeffa\n'],
    ['\va\f', '\va\f'],
  ])('%j is %j', (value, expected) => {
    expect(trimmed(value)).toBe(expected)
  })

  it('takes no longer for many spaces', () => {
    const started = performance.now()
    expect(trimmed(`${' '.repeat(200_000)}a${' '.repeat(200_000)}`)).toBe('a')
    expect(performance.now() - started).toBeLessThan(500)
  })
})
