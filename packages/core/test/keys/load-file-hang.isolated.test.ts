import { open } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fileKeysLoader } from '../../src/keys/load-file-keys.js'

// A file system that hangs, as one on a network may.
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<object>()),
  open: vi.fn<typeof open>(() => new Promise(() => undefined)),
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('is given 5 seconds, and no second thread', async () => {
  const load = fileKeysLoader(new URL('file:///mnt/keys.json'), 1_000)
  const noEnd = new AbortController().signal
  const first = load(noEnd, undefined).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await first).toMatchObject({ message: 'not finished within 5 seconds' })
  await expect(load(noEnd, undefined)).rejects.toThrow('the last attempt to read it has not ended')
  expect(vi.mocked(open)).toHaveBeenCalledTimes(1)
})
