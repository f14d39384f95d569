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
    },
  )

  it('hold what a text encodes', () => {
    const { bytes, length } = scratch.write('AQID', 'base64url')
    expect(bytes.subarray(0, length)).toEqual(Buffer.from([1, 2, 3]))
  })
})
