import { hash } from 'node:crypto'
import { constants, open, type FileHandle } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { collectBytes } from './bounded-read.js'
import { parseKeySet } from './parse-key-set.js'
import type { LoadKeys } from './refreshing-keys.js'
import { withDeadline } from './with-deadline.js'

/** Seconds: a network file system may hang. */
const TIMEOUT = 5

const CHUNK_BYTES = 65_536

/** Makes a loader of the JWK Set in a file. It is read again each time, and compared. */
export function fileKeysLoader(url: URL, maxBytes: number): LoadKeys {
  const path = fileURLToPath(url)
  let isReading = false

  async function read(signal: AbortSignal): Promise<Uint8Array> {
    // What hangs holds one of Node's few threads for files: another try would take the next one.
    if (isReading) throw new Error('the last attempt to read it has not ended yet')
    isReading = true
    try {
      return await readFile(path, maxBytes, signal)
    } finally {
      isReading = false
    }
  }
  return async (closed, known) => {
    const bytes = await withDeadline(TIMEOUT, closed, read)
    const digest = hash('sha256', bytes)
    const validator = { url: url.href, etag: undefined, digest, lifetime: undefined }
    const entries = known?.digest === digest ? undefined : parseKeySet(bytes)
    return { entries, validator, problem: undefined }
  }
}

async function readFile(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  // Not blocking: to open a pipe that nobody writes to would never end.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) throw new Error('not a regular file')
    return await collectBytes(chunksOf(file, signal), maxBytes)
  } finally {
    await file.close()
  }
}

async function* chunksOf(file: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (;;) {
    signal.throwIfAborted()
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES))
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
