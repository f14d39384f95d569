import { performance } from 'node:perf_hooks'
import { medianOf } from '../quartiles.js'

/**
 * Measures how long each request takes from in front of a guard to behind it. Only of guards that wait
 * for nothing: with two requests on that way there are ends without a beginning, and they throw.
 */
export class Stopwatch {
  #began: number | undefined
  #times: number[] = []

  /** One that was refused has begun and has no end. */
  readonly start = (): void => {
    this.#began = performance.now()
  }

  readonly stop = (): void => {
    if (this.#began === undefined) throw new Error('a guard that is timed waits for something')
    this.#times.push((performance.now() - this.#began) * 1000)
    this.#began = undefined
  }

  /** Microseconds: the median of all requests since it was last asked. */
  take(): number {
    const median = medianOf(this.#times)
    this.#times = []
    return median
  }
}
