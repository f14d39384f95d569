import { inflate, type InputType, type Zlib, type ZlibOptions } from 'node:zlib'
import { Refused } from '../refused.js'
import { decodeBase64url } from '../token/base64url.js'
import { isPlainObject } from '../token/seal.js'

const BITS = new Set([1, 2, 4, 8])

/** The statuses of many tokens, a few bits for each, the least significant ones first (draft §4.1). */
export class StatusList {
  readonly #bits: number
  readonly #bytes: Uint8Array

  /** `bits`: 1, 2, 4 or 8 for each status. */
  constructor(bits: number, bytes: Uint8Array) {
    this.#bits = bits
    this.#bytes = bytes
  }

  /** Bytes that the statuses take. */
  get size(): number {
    return this.#bytes.length
  }

  /** The status at an index; `undefined`: the list does not go that far. */
  at(index: number): number | undefined {
    const perByte = 8 / this.#bits
    const byte = this.#bytes[Math.floor(index / perByte)]
    if (byte === undefined) return undefined
    return (byte >> ((index % perByte) * this.#bits)) & (2 ** this.#bits - 1)
  }
}

/** Reads the `status_list` claim of a list token (draft §4.2); rejects with Refused. */
export async function readStatusList(claim: unknown, maxBytes: number): Promise<StatusList> {
  if (!isPlainObject(claim)) throw unusable('status_list')
  const { bits, lst } = claim
  if (typeof bits !== 'number' || !BITS.has(bits)) throw unusable('bits')
  const compressed = typeof lst === 'string' ? decodeBase64url(lst) : undefined
  if (!compressed) throw unusable('lst')
  return new StatusList(bits, await inflated(compressed, maxBytes))
}

/** Off the event loop, and no further than the limit: a kilobyte may stand for a megabyte. */
async function inflated(compressed: Buffer, maxBytes: number): Promise<Buffer> {
  const { buffer, engine } = await inflateWithInfo(compressed, maxBytes)
  // What stands behind the stream is of no list, and Node would not say a word.
  if (engine.bytesWritten !== compressed.length) throw unusable('lst goes on behind its end')
  return buffer
}

/** What `info` adds, and the types of Node do not know. */
interface Inflated {
  readonly buffer: Buffer
  /** `bytesWritten`: how many bytes of the input were used. */
  readonly engine: Zlib
}

type InflateWithInfo = (
  input: InputType,
  options: ZlibOptions,
  done: (error: Error | null, result: Inflated) => void,
) => void

function inflateWithInfo(compressed: Buffer, maxOutputLength: number): Promise<Inflated> {
  return new Promise((resolve, reject) => {
    const inflateInfo = inflate as unknown as InflateWithInfo
    inflateInfo(compressed, { maxOutputLength, info: true }, (error, result) => {
      if (error) reject(unusable(`lst (${(error as NodeJS.ErrnoException).code})`))
      else resolve(result)
    })
  })
}

function unusable(detail: string): Refused {
  return new Refused('unusable_status', detail)
}
