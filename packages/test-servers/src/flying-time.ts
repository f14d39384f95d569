import { onTestFinished, vi } from 'vitest'

const wait = setTimeout

/** Timers of this process wait, until the test has finished, for {@link whileTimeFlies}, or whoever moves them. */
export function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

/**
 * What comes of it, while a second takes some 20 ms: for what waits long, and speaks to a server that is
 * there, or is not, as it does in all tests.
 */
export async function whileTimeFlies<T>(waiting: Promise<T>): Promise<T> {
  const state = { isOver: false }
  const end = (): void => {
    state.isOver = true
  }
  waiting.then(end, end)
  while (!state.isOver) {
    await vi.advanceTimersByTimeAsync(250)
    await new Promise((resolve) => wait(resolve, 5))
  }
  return waiting
}
