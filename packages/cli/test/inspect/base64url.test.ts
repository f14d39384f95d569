import { describe, expect, it } from 'vitest'
import { readBase64url } from '../../src/inspect/base64url.js'

const idsOf = (text: string): string[] => readBase64url(text).deviations.map(({ id }) => id)

describe('base64url', () => {
  it.each(['', 'AA', 'AAA', 'AAAA', '-_-_'])(
    'is read without a word where it is right: %j',
    (text) => {
      expect(idsOf(text)).toEqual([])
      expect(readBase64url(text).bytes).toEqual(Buffer.from(text, 'base64url'))
    },
  )

  it.each([
    ['padding', 'AA==', 'padding'],
    ['the other alphabet', '+/+/', 'wrong-alphabet'],
    ['white space', 'AA AA', 'white-space'],
    ['a foreign character', 'AA$AA', 'foreign-character'],
    ['a letter that only looks right', 'AAА', 'foreign-character'],
    ['a length that no bytes have', 'AAAAA', 'impossible-length'],
    ['bits of no byte', 'AB', 'stray-bits'],
  ])('is read, and reported: %s', (_what, text, id) => expect(idsOf(text)).toContain(id))
})
