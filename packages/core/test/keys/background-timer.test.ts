import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BackgroundTimer } from '../../src/keys/background-timer.js'

const owner = {}
const action = vi.fn<(one: object) => void>()

beforeEach(() => {
  action.mockReset()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('acts once, for its owner', () => {
  new BackgroundTimer(owner, action).start(5)
  vi.advanceTimersByTime(4_999)
  expect(action).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10_000)
  expect(action.mock.calls).toEqual([[owner]])
})

it('forgets when it would have acted, once it is started again or stopped', () => {
  const timer = new BackgroundTimer(owner, action)
  timer.start(5)
  timer.start(10)
  vi.advanceTimersByTime(9_999)
  expect(action).not.toHaveBeenCalled()
  timer.stop()
  vi.advanceTimersByTime(10_000)
  expect(action).not.toHaveBeenCalled()
})

it.each([Number.NaN, Infinity])('waits a minute where a clock gives no number: %d', (seconds) => {
  new BackgroundTimer(owner, action).start(seconds)
  vi.advanceTimersByTime(59_999)
  expect(action).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(action).toHaveBeenCalledOnce()
})
