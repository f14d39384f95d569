import { afterEach, describe, expect, it, vi } from 'vitest'
import { withDeadline } from '../../src/keys/with-deadline.js'

const noEnd = new AbortController().signal
const never = (): Promise<never> => new Promise(() => undefined)

afterEach(() => {
  vi.useRealTimers()
})

describe('a deadline', () => {
  it('gives what the work gives, and leaves no timer and no listener behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    expect(await withDeadline(5, signal, () => Promise.resolve(1))).toBe(1)
    await expect(withDeadline(5, signal, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    )
    expect(vi.getTimerCount()).toBe(0)
    expect(added).toHaveBeenCalledTimes(2)
    expect(removed.mock.calls).toEqual(added.mock.calls)
  })

  it('ends work that takes no notice, and tells it by its signal', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const signals: AbortSignal[] = []
    const outcome = withDeadline(5, noEnd, (signal) => {
      signals.push(signal)
      return never()
    })
    vi.advanceTimersByTime(5_000)
    await expect(outcome).rejects.toThrow('not finished within 5 seconds')
    expect(signals[0]?.aborted).toBe(true)
  })

  it('keeps no process alive', () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const controller = new AbortController()
    withDeadline(5, controller.signal, never).catch(() => undefined)
    const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    controller.abort()
    expect(after).toBe(before)
  })
})
