import { parseArgs } from 'node:util'
import { BENCHMARKS } from './benchmarks.js'

/** What the command line asks for. */
export interface Arguments {
  /** Names of benchmarks; none: all of them. */
  readonly names: readonly string[]
  readonly quick: boolean
  /** Files for the results. */
  readonly json: string | undefined
  readonly svg: string | undefined
}

export class UsageError extends Error {}

/** Throws a UsageError, which says what there is, for anything else. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals: names } = parsed(args)
  const unknown = names.filter((name) => BENCHMARKS.every((one) => one.name !== name))
  if (unknown.length > 0) throw usageError(`No such benchmark: ${unknown.join(', ')}.`)
  const { quick = false, json, svg } = values
  if (json === '' || svg === '') throw usageError('A file needs a name.')
  return { names, quick, json, svg }
}

function parsed(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args)
  } catch (error) {
    // Node says which option is wrong.
    throw usageError((error as Error).message)
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      json: { type: 'string' },
      svg: { type: 'string' },
    },
    allowPositionals: true,
  })
}

function usageError(what: string): UsageError {
  const known = BENCHMARKS.map(({ name, question }) => `  ${name.padEnd(14)}${question}`)
  return new UsageError(
    `${what}\nbench [--quick] [--json FILE] [--svg FILE] [names…]. There are:\n${known.join('\n')}`,
  )
}
