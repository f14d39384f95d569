import type { CommandModule } from 'yargs'
import type { ExitCode } from './exit-code.js'
import type { Io } from './io.js'
import type { Style } from './terminal/style.js'

/** What a command is given beside its arguments. */
export interface Context {
  readonly io: Io
  /** Of what goes to the standard output. */
  readonly style: Style
  /** How wide a line may be: that of the terminal, 100 at most; 80 where there is none. */
  readonly columns: number
}

/** A command as yargs knows it; its handler says how it ended, or throws a `CommandError`. */
export interface Command<Args extends object> extends Omit<CommandModule<object, Args>, 'handler'> {
  readonly run: (args: Args, context: Context) => Promise<ExitCode> | ExitCode
  /** The commands below this one. Where there are some, one of them is run, and never this one itself. */
  readonly subcommands?: readonly AnyCommand[]
  /** Of a command with others below it: what to type, and what it does. */
  readonly examples?: readonly (readonly [command: string, meaning: string])[]
}

/** One of any arguments, for a list. */
export type AnyCommand = (register: <Args extends object>(command: Command<Args>) => void) => void

/** Keeps the type of a command's arguments to itself. */
export function defineCommand<Args extends object>(command: Command<Args>): AnyCommand {
  return (register) => register(command)
}
