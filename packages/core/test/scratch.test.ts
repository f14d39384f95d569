import { expect, it } from 'vitest'
import { Scratch } from '../src/scratch.js'

const scratch = new Scratch()

it.each([0, 1, 16_383, 16_384, 16_385, 100_000])(
  'has room for %i bytes, and one behind them',
  (size) => {
    expect(scratch.bytes(size).length).toBeGreaterThan(size)
  },
)
