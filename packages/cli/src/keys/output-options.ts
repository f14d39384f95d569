import { CommandError } from '../command-error.js'

/** Where a command puts what it makes. */
export interface OutputArgs {
  readonly out: string | undefined
  readonly stdout: boolean
  readonly force: boolean
}

/** The options of {@link OutputArgs}. */
export const OUTPUT_OPTIONS = {
  out: {
    type: 'string',
    requiresArg: true,
    describe: 'The file to write; a private key is for its owner only (0600)',
  },
  stdout: {
    type: 'boolean',
    default: false,
    describe: 'Print a private key, which nothing prints otherwise',
  },
  force: {
    type: 'boolean',
    default: false,
    describe: 'Replace a file that is there already',
  },
} as const

/** Refuses a private key that has nowhere to go. Throws a CommandError. */
export function assertPlaceForSecret({ out, stdout }: OutputArgs): void {
  if (out !== undefined && stdout) throw new CommandError('--out and --stdout exclude each other')
  if (out !== undefined || stdout) return
  throw new CommandError('This is a private key, and is not printed unless you say so', {
    hint: 'Say --out key.jwk, or --stdout.',
  })
}
