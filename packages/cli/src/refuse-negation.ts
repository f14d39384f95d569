import type { Argv } from 'yargs'
import { CommandError } from './command-error.js'

/** What yargs knows of its options, which its types do not tell. */
interface Known {
  readonly getOptions: () => { readonly boolean: readonly string[] }
}

/**
 * Refuses `--no-issuer` and its like: yargs makes `false` of whatever such an option holds, and only one
 * that is yes or no can be that. `args`: as they were given. Throws a CommandError.
 */
export function refuseNegation(args: readonly string[], yargs: Argv): () => void {
  return () => {
    const flags = (yargs as unknown as Known).getOptions().boolean
    const end = args.indexOf('--')
    const options = end < 0 ? args : args.slice(0, end)
    const names = options.map((arg) => /^--no-([\w-]+)/.exec(arg)?.[1])
    const negated = names.find((name) => name !== undefined && !flags.includes(name))
    if (negated === undefined) return
    throw new CommandError(`--${negated} takes a value, and cannot be said with "no"`, {
      hint: 'Leave it out instead.',
    })
  }
}
