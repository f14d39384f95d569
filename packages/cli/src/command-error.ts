import { EXIT, type ExitCode } from './exit-code.js'

/** Ends a command with a sentence for the user. Never holds a token or a key. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  /** What to do about it, as a sentence. */
  readonly hint: string | undefined

  constructor(
    message: string,
    { exitCode = EXIT.usage, hint }: { exitCode?: ExitCode; hint?: string } = {},
  ) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
    this.hint = hint
  }
}
