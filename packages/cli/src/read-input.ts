import { CommandError } from './command-error.js'
import type { Io } from './io.js'
import { readBounded } from './read-bounded.js'

/** The argument, or what comes by the standard input where it is `-` or left out. At most 1 MB. */
export async function readInput(value: string | undefined, io: Io): Promise<string> {
  if (value !== undefined && value !== '-') return value
  if (value === undefined && io.stdin.isTTY === true) {
    throw new CommandError('Nothing was given', { hint: 'Give it as an argument, or by a pipe.' })
  }
  return (await readBounded(io.stdin, 'The standard input', io)).toString('utf8')
}
