import { setTimeout } from 'node:timers/promises'
import { sizeOfHeap } from '../allocated.js'

/** The memory of buffers is given back by another thread, a little after the collection. */
const COLLECTIONS = 3
const BETWEEN = 30

/** Bytes that are in use, in the heap and beside it, once all garbage is gone. */
export async function sizeInUse(): Promise<number> {
  if (!globalThis.gc) throw new Error('it takes node --expose-gc')
  for (let time = 0; time < COLLECTIONS; time += 1) {
    globalThis.gc()
    await setTimeout(BETWEEN)
  }
  return sizeOfHeap()
}
