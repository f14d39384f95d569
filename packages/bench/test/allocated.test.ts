import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { allocatedBy } from '../src/allocated.js'

const NUMBERS = Array.from({ length: 1_000 }, () => 1.5)

// As under `node --expose-gc`, which benchmarks run in: what other files left behind is given back first.
beforeAll(() => {
  setFlagsFromString('--expose-gc')
  vi.stubGlobal('gc', runInNewContext('gc'))
})
afterAll(() => {
  vi.unstubAllGlobals()
})

/** Buffers that are garbage, and that another thread gives back from now on. */
function leaveBuffersBehind(): void {
  for (let made = 0; made < 2_000; made += 1) Buffer.alloc(20_000)
  globalThis.gc?.()
}

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

  it('has nothing in it of buffers that others left behind', async () => {
    for (let time = 0; time < 20; time += 1) {
      leaveBuffersBehind()
      expect(await allocatedBy(() => Buffer.alloc(100_000), 20)).toBeGreaterThanOrEqual(100_000)
    }
  })

  it('is told even where garbage is collected after fewer calls', async () => {
    const bytes = await allocatedBy(() => NUMBERS.slice(), 100_000)
    expect(bytes).toBeGreaterThanOrEqual(8_000)
  })
})
