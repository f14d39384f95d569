import { describe, expect, it } from 'vitest'
import { Scratch } from '../src/scratch.js'

describe('the scratch bytes', () => {
  const scratch = new Scratch()

  it.each([0, 1, 3, 2, 16_383, 16_384, 16_385, 100_000])(
    'hold a text of %i characters, with a zero behind it',
    (size) => {
      const text = 'ab'.repeat(size).slice(0, size)
      const { bytes, length } = scratch.write(text, 'latin1')
      expect(bytes.toString('latin1', 0, length)).toBe(text)
      expect(bytes[length]).toBe(0)
      expect(scratch.bytesOf(text, 'latin1').toString('latin1')).toBe(text)
    },
  )

  it('hold what a text encodes', () => {
    expect(scratch.bytesOf('AQID', 'base64url')).toEqual(Buffer.from([1, 2, 3]))
  })

  it('hold the text that was written last, of the same length and of another', () => {
    for (const text of ['one', 'two', 'three', 'four', 'five', 'one']) {
      expect(scratch.bytesOf(text, 'latin1').toString('latin1')).toBe(text)
    }
  })
})
