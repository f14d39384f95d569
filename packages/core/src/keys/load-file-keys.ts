import { hash } from 'node:crypto'
import { constants, open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseJsonObject } from '../token/strict-json.js'
import { collectBytes } from './bounded-read.js'
import type { LoadKeys } from './refreshing-keys.js'
import { withDeadline } from './with-deadline.js'

/** Seconds: a network file system may hang. */
const TIMEOUT = 5

/** Makes a loader of the JWK Set in a file. It is read again each time, and compared. */
export function fileKeysLoader(url: URL, maxBytes: number): LoadKeys {
  const path = fileURLToPath(url)
  return async (closed, known) => {
    const bytes = await withDeadline(TIMEOUT, closed, (signal) => readFile(path, maxBytes, signal))
    const digest = hash('sha256', bytes)
    const validator = { url: url.href, etag: undefined, digest, lifetime: undefined }
    const unchanged = known?.digest === digest
    const entries = unchanged ? undefined : entriesOf(bytes)
    return { entries, validator, problem: undefined }
  }
}

async function readFile(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  // Not blocking: to open a pipe that nobody writes to would never end.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) throw new Error('not a regular file')
    return await collectBytes(file.createReadStream({ autoClose: false, signal }), maxBytes)
  } finally {
    await file.close()
  }
}

function entriesOf(bytes: Uint8Array): readonly unknown[] {
  const entries = parseJsonObject(bytes)?.['keys']
  if (!Array.isArray(entries)) throw new Error('the file does not hold a JWK Set')
  return entries
}
