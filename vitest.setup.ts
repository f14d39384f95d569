import { afterAll, vi } from 'vitest'

const real = { Date, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout }

// Files of one worker share its process: what a file has faked must not outlive it.
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  // A spy on a fake timer puts that back when it is restored, and the files after it would wait for ever.
  const left = Object.entries(real).filter(
    ([name, value]) => Reflect.get(globalThis, name) !== value,
  )
  if (left.length > 0) throw new Error(`Still faked: ${left.map(([name]) => name).join(', ')}`)
})
