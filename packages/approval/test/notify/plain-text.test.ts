import { describe, expect, it } from 'vitest'
import { plainLine } from '../../src/notify/plain-text.js'

describe('plainLine', () => {
  it('leaves what can be seen as it is', () => {
    expect(plainLine('Büro “42” — 訂單 😀', 80)).toBe('Büro “42” — 訂單 😀')
  })

  it.each([
    ['turns of direction', 'pay\u202E\u2066\u200F\u061Cpal', 'paypal'],
    ['what has no width', 'pay\u200B\u2060\uFEFF\u00ADpal', 'paypal'],
    ['unseen letters of tags', 'ok\u{E0041}\u{E0042}', 'ok'],
    ['ends of lines', 'a\r\n\u2028\u2029\u0085b', 'a b'],
    ['controls', 'a\0\u001B[31mb\u009B', 'a [31mb'],
    ['halves of characters', 'a\uD83D', 'a'],
    ['space around it', '  a\n', 'a'],
  ])('takes %s away', (_what, text, line) => {
    expect(plainLine(text, 80)).toBe(line)
  })

  it('cuts what is too long, between two characters', () => {
    expect(plainLine('a'.repeat(10), 10)).toBe('a'.repeat(10))
    expect(plainLine('😀'.repeat(11), 10)).toBe(`${'😀'.repeat(9)}…`)
    expect(plainLine(`${'\u202E'.repeat(1_000_000)}a`, 10)).toBe('')
  })
})
