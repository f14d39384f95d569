import { Readable } from 'node:stream'
import type { Io, Output } from '../src/io.js'

/** What of the world a test wants to be otherwise. */
export interface FakeIoOptions {
  /** What comes by the standard input. Default: nothing, from a terminal. */
  readonly stdin?: string | Uint8Array | Readable
  readonly env?: Io['env']
  /** Milliseconds since 1970. Default: the time when it was made. */
  readonly now?: number
  /** Whether the outputs are terminals. Default: they are not. */
  readonly isTTY?: boolean
  readonly columns?: number
}

/** A world around a command that keeps what it was told. */
export interface FakeIo extends Io {
  /** All of the standard output so far. */
  out(): string
  /** All of the standard error so far. */
  err(): string
  /** The standard output as JSON. */
  json(): unknown
  /** Moves the clock, in seconds. */
  advance(seconds: number): void
  /** Ctrl-C. */
  interrupt(): void
}

export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const { stdin, env = {}, isTTY = false, columns } = options
  let now = options.now ?? Date.now()
  const ctrlC = new AbortController()
  const stdout = captured(isTTY, columns)
  const stderr = captured(isTTY, columns)
  return {
    stdin: inputOf(stdin),
    stdout,
    stderr,
    env,
    signal: ctrlC.signal,
    now: () => now,
    out: () => stdout.text(),
    err: () => stderr.text(),
    json: () => JSON.parse(stdout.text()) as unknown,
    advance: (seconds) => void (now += seconds * 1000),
    interrupt: () => ctrlC.abort(),
  }
}

function inputOf(given: FakeIoOptions['stdin']): Io['stdin'] {
  if (given === undefined) return Object.assign(Readable.from([]), { isTTY: true })
  return given instanceof Readable ? given : Readable.from([Buffer.from(given)])
}

function captured(isTTY: boolean, columns: number | undefined): Output & { text(): string } {
  const chunks: string[] = []
  return {
    isTTY,
    ...(columns !== undefined && { columns }),
    write: (text) => chunks.push(text),
    text: () => chunks.join(''),
  }
}
