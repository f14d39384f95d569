import { CommandError } from '../command-error.js'
import { EXIT } from '../exit-code.js'
import type { Io } from '../io.js'
import { readBounded, readFileBounded } from '../read-bounded.js'
import { safeText } from '../terminal/safe-text.js'
import { fetchAnswer } from '../http/fetch-answer.js'
import { readUrl } from '../http/own-url.js'

/** Something to read, and what to call it. */
export interface Source {
  readonly kind: 'file' | 'stdin' | 'url' | 'argument'
  readonly name: string
  readonly bytes: Buffer
}

/**
 * Reads a file, the standard input for `-`, the JSON that was given itself, or, where `fetches`, what a
 * URL answers. At most 1 MB. Throws a CommandError.
 */
export async function readSource(
  argument: string,
  io: Io,
  { fetches = false }: { readonly fetches?: boolean } = {},
): Promise<Source> {
  if (argument === '') throw new CommandError('The name of the file is empty')
  if (argument === '-') {
    if (io.stdin.isTTY === true) throw new CommandError('Nothing comes by the standard input')
    const name = 'The standard input'
    return { kind: 'stdin', name, bytes: await readBounded(io.stdin, name, io) }
  }
  if (argument.trimStart().startsWith('{')) {
    return { kind: 'argument', name: 'The argument', bytes: Buffer.from(argument) }
  }
  if (/^https?:/i.test(argument)) {
    if (!fetches) throw new CommandError('This takes a file, or - for the standard input')
    return { kind: 'url', name: argument, bytes: await ofUrl(argument, io) }
  }
  return { kind: 'file', name: argument, bytes: await readFileBounded(argument, io) }
}

async function ofUrl(text: string, io: Io): Promise<Buffer> {
  const url = readUrl(text)
  if (typeof url === 'string') throw new CommandError(`The URL ${url}`)
  const fetched = await fetchAnswer(url.href, io)
  if (fetched.outcome !== 'answered') {
    throw undecided(`${url.host} gave no key set: ${fetched.problem}`)
  }
  const { status, headers, body } = fetched.answer
  if (status === 200) return body
  const location = headers.get('location')
  throw undecided(
    status >= 300 && status < 400 && location !== null
      ? `${url.host} answered ${status}, to ${location}: redirects are not followed`
      : `${url.host} answered ${status}`,
  )
}

function undecided(message: string): CommandError {
  return new CommandError(safeText(message), { exitCode: EXIT.undecided })
}
