import { expect, it } from 'vitest'
import { Stopwatch } from '../../src/http/stopwatch.js'

it('tells how long the request in the middle took, in microseconds, and starts anew', () => {
  const stopwatch = new Stopwatch()
  for (let request = 0; request < 3; request++) {
    stopwatch.start()
    stopwatch.stop()
  }
  expect(stopwatch.take()).toBeGreaterThan(0)
  expect(stopwatch.take()).toBeNaN()
})

it('does not count a request that was refused', () => {
  const stopwatch = new Stopwatch()
  stopwatch.start()
  expect(stopwatch.take()).toBeNaN()
})

it('throws where two requests are on their way at once', () => {
  const stopwatch = new Stopwatch()
  stopwatch.start()
  stopwatch.start()
  stopwatch.stop()
  expect(() => stopwatch.stop()).toThrow('waits for something')
})
