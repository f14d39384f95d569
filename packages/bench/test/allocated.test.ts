import { describe, expect, it } from 'vitest'
import { allocatedBy } from '../src/allocated.js'

const NUMBERS = Array.from({ length: 1_000 }, () => 1.5)

describe('what a call allocates', () => {
  it('is the size of what it makes', async () => {
    // Eight bytes for each number, and a little for what holds them.
    const bytes = await allocatedBy(() => NUMBERS.slice(), 100)
    expect(bytes).toBeGreaterThanOrEqual(8_000)
    expect(bytes).toBeLessThan(9_500)
  })

  it('is next to nothing where it makes nothing', async () => {
    expect(await allocatedBy(() => undefined, 1_000)).toBeLessThan(100)
  })

  it('has the memory of buffers in it', async () => {
    const bytes = await allocatedBy(() => Buffer.alloc(100_000), 20)
    expect(bytes).toBeGreaterThanOrEqual(100_000)
  })

  it('is told even where garbage is collected after fewer calls', async () => {
    const bytes = await allocatedBy(() => NUMBERS.slice(), 100_000)
    expect(bytes).toBeGreaterThanOrEqual(8_000)
  })
})
