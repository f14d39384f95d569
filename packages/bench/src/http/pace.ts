import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'

/** Settles when the request with this number may go. */
export type Pace = (at: number) => Promise<void>

/** Lets so many requests a second go, at equal distances from now on. One that is late goes at once. */
export function paceOf(perSecond: number): Pace {
  const began = performance.now()
  return async (at) => {
    const due = began + (at * 1000) / perSecond
    // Timers know whole milliseconds only.
    while (performance.now() < due) await setImmediate()
  }
}
