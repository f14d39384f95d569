import { describe, expect, it } from 'vitest'
import { jsonText } from '../../src/terminal/json-text.js'
import { safeText } from '../../src/terminal/safe-text.js'

describe('text from elsewhere', () => {
  it('is shown as it is where it is plain', () => {
    expect(safeText('Grüße, 日本 🙂 "x" \\')).toBe('Grüße, 日本 🙂 "x" \\')
  })

  it.each([
    ['escape', '\u001b', '\\u{1b}'],
    ['C1', '\u009b', '\\u{9b}'],
    ['line end', '\r\n', '\\u{d}\\u{a}'],
    ['direction of writing', '\u202e', '\\u{202e}'],
    ['no width', '\u200b', '\\u{200b}'],
    ['half a character', '\ud800', '\\u{d800}'],
    ['private', '\ue000', '\\u{e000}'],
    ['line separator', '\u2028', '\\u{2028}'],
    ['a tag', '\u{e0041}', '\\u{e0041}'],
    ['a filler', '\u3164', '\\u{3164}'],
    ['a variation', '\ufe0f', '\\u{fe0f}'],
    ['an empty pattern of dots', '\u2800', '\\u{2800}'],
  ])('is escaped: %s', (_what, text, shown) => expect(safeText(`a${text}b`)).toBe(`a${shown}b`))
})

describe('a JSON document for a terminal', () => {
  const value = { a: '\u001b\u009b\u202e\u2028\u{e0041}\ud800', b: [1, '\n'] }

  it('says the same', () => expect(JSON.parse(jsonText(value))).toEqual(value))

  it('has nothing in it that is not shown as itself, but for line ends', () => {
    expect(jsonText(value).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028]/u)
  })
})
