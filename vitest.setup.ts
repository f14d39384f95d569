import { afterAll, vi } from 'vitest'

// Files of one worker share its process: what a file has faked must not outlive it.
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})
