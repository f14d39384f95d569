import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'
import { CommandError } from './command-error.js'
import { EXIT } from './exit-code.js'
import type { Io } from './io.js'
import { safeText } from './terminal/safe-text.js'

const LIMIT = 1_000_000

type Ctrl = Pick<Io, 'signal'>

/**
 * Reads a file, or a pipe, of at most 1 MB.
 *
 * Throws a CommandError, which names the file and says nothing of what it holds.
 */
export async function readFileBounded(path: string, io: Ctrl): Promise<Buffer> {
  return readBounded(createReadStream(path), fileName(path), io)
}

/** How a message may call a file: who gives a key or a token where its file is meant must not see it repeated. */
export function fileName(path: string): string {
  return /^\s*[{[]|-----BEGIN|\n|[\w-]{60}/.test(path)
    ? 'What was given for a file'
    : safeText(path)
}

/** As {@link readFileBounded}, as text. */
export async function readTextBounded(path: string, io: Ctrl): Promise<string> {
  return (await readFileBounded(path, io)).toString('utf8')
}

/** Reads to the end, at most 1 MB. Throws a CommandError that calls it by this name. */
export async function readBounded(from: Readable, name: string, { signal }: Ctrl): Promise<Buffer> {
  let read: Read
  signal.throwIfAborted()
  try {
    // A stream that waits for somebody to write ends only then, however it was aborted.
    read = await untilAborted(signal, readAll(addAbortSignal(signal, from)))
  } catch (error) {
    signal.throwIfAborted()
    throw new CommandError(`${name} cannot be read: ${codeOf(error)}`, {
      exitCode: EXIT.undecided,
    })
  }
  const { bytes, isWhole } = read
  if (!isWhole) throw new CommandError(`${name} holds more than ${LIMIT} bytes`)
  if (bytes.length === 0) throw new CommandError(`${name} is empty`)
  return bytes
}

interface Read {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

async function readAll(from: Readable): Promise<Read> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of from) {
    const bytes = Buffer.from(chunk as Uint8Array | string)
    size += bytes.length
    if (size > LIMIT) return { bytes: Buffer.alloc(0), isWhole: false }
    chunks.push(bytes)
  }
  return { bytes: Buffer.concat(chunks), isWhole: true }
}

/** Rejects with the reason of the signal, where that comes first. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const listening = new AbortController()
  const aborted = once(signal, 'abort', { signal: listening.signal }).then(() => {
    throw signal.reason
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    listening.abort()
  }
}

/** What the system calls an error. Its message would name the path once more. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return CODES.get(code) ?? (typeof code === 'string' ? code : 'it failed')
}

const CODES: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'you may not read it'],
  ['EISDIR', 'it is a folder'],
])
