import { describe, expect, it } from 'vitest'
import { inThousands } from '../src/in-thousands.js'

describe('large numbers', () => {
  it.each([
    [1, '1'],
    [999, '999'],
    [1_000, '1 000'],
    [10_000, '10 000'],
    [1_234_567, '1 234 567'],
    [-1_000, '-1 000'],
  ])('%i reads %s', (value, text) => expect(inThousands(value)).toBe(text))
})
