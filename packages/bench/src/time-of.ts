import { collectYoungGarbage } from './collect-garbage.js'

/** Nanoseconds a call. */
export interface Times {
  /**
   * Of all threads, so that collecting garbage counts, and without the time in which the machine did
   * something else.
   */
  readonly cpu: number
  /** What a clock on the wall says. */
  readonly wall: number
}

/** Calls something so often in one go. */
export async function timeOf(run: () => unknown, calls: number): Promise<Times> {
  // What only the first one of many pays, such as caches of the processor that others have filled.
  if (calls > 1) await run()
  collectYoungGarbage()
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  for (let call = 0; call < calls; call++) {
    const pending = run()
    if (pending instanceof Promise) await pending
  }
  const wall = performance.now() - before
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpu: ((user + system) / calls) * 1e3, wall: (wall / calls) * 1e6 }
}
