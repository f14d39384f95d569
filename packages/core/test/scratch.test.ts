import { describe, expect, it } from 'vitest'
import { scratchBytes } from '../src/scratch.js'

describe('the scratch bytes', () => {
  it.each([0, 1, 16_383, 16_384, 16_385, 100_000])('hold a text of %i characters', (length) => {
    const text = 'ab'.repeat(length).slice(0, length)
    expect(scratchBytes(text, 'latin1').toString('latin1')).toBe(text)
  })

  it('hold what a text encodes', () => {
    expect(scratchBytes('AQID', 'base64url')).toEqual(Buffer.from([1, 2, 3]))
  })
})
