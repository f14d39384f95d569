import { isPlainObject } from '../token/seal.js'

// What V8 needs on a 64-bit machine, rounded up; measured, see `memory` of the benchmarks.
const SLOT = 8
const STRING = 24
const ARRAY = 48
const OBJECT = 64
const MEMBER = 16

/**
 * About how many bytes a value out of JSON takes in memory, everything in it included. Of a class that
 * a schema has made of it, nobody knows what it holds, or whether that holds it in turn.
 */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return STRING + value.length * (isWide(value) ? 2 : 1)
  if (Array.isArray(value))
    return value.reduce((sum: number, one) => sum + SLOT + sizeOf(one), ARRAY)
  if (!isPlainObject(value)) return SLOT
  return Object.values(value).reduce((sum: number, one) => sum + MEMBER + sizeOf(one), OBJECT)
}

/** Whether one of its characters makes V8 take two bytes for each. */
function isWide(text: string): boolean {
  return /[^\0-\xff]/.test(text)
}
