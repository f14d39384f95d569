import { GCProfiler } from 'node:v8'
import { collectYoungGarbage } from './collect-garbage.js'
import { medianOf } from './quartiles.js'

/** Once in a while V8 begins another page meanwhile, and counts what is left of the last one. */
const SERIES = 5

/**
 * Bytes that one call allocates, in the heap and beside it.
 *
 * By how much the heap has grown after many calls is what they have allocated, as long as nothing was
 * collected meanwhile: V8 hands out new memory in one direction, and counts to the byte. So there are
 * as many calls as fit between two collections. Whether there was one, V8 itself tells. The median of a
 * few such series.
 */
export async function allocatedBy(run: () => unknown, calls: number): Promise<number> {
  const series: number[] = []
  for (let count = calls; series.length < SERIES;) {
    const bytes = await bytesOf(run, count)
    if (bytes !== undefined) series.push(bytes / count)
    else if (count > 1) count = Math.floor(count / 2)
    else throw new Error('a single call has its garbage collected')
  }
  return medianOf(series)
}

/** Nothing if there was a collection. */
async function bytesOf(run: () => unknown, calls: number): Promise<number | undefined> {
  // The memory of buffers is given back on another thread, which the next collection waits for.
  for (let time = 0; time < 2; time += 1) collectYoungGarbage()
  const profiler = new GCProfiler()
  profiler.start()
  const before = sizeOfHeap()
  for (let call = 0; call < calls; call++) {
    const pending = run()
    if (pending instanceof Promise) await pending
  }
  const bytes = sizeOfHeap() - before
  const { statistics } = profiler.stop()
  return statistics.length > 0 ? undefined : bytes
}

/** What `external` counts has the memory of buffers in it. */
export function sizeOfHeap(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
