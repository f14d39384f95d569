import yargs, { type Argv, type CommandModule } from 'yargs'
import type { AnyCommand, Command, Context } from './command.js'
import { CommandError } from './command-error.js'
import { inspectCommand } from './commands/inspect/command.js'
import { keysCommand } from './commands/keys/command.js'
import { metadataCommand } from './commands/metadata/command.js'
import { probeCommand } from './commands/probe/command.js'
import { tlsCommand } from './commands/tls/command.js'
import { verifyCommand } from './commands/verify/command.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { hideValues } from './hide-values.js'
import type { Io } from './io.js'
import { JSON_OPTION } from './json-option.js'
import { keepDash } from './keep-dash.js'
import { refuseNegation } from './refuse-negation.js'
import { onlyOnce } from './only-once.js'
import { safeText } from './terminal/safe-text.js'
import { createStyle } from './terminal/style.js'
import { VERSION } from './version.js'

const COMMANDS: readonly AnyCommand[] = [
  inspectCommand,
  verifyCommand,
  probeCommand,
  tlsCommand,
  keysCommand,
  metadataCommand,
]

/**
 * Runs `countersign` with these arguments, and says what the shell is to be told.
 *
 * Never throws: what goes wrong is a sentence on the standard error.
 */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok
  const columns = Math.min(io.stdout.columns ?? 80, 100)
  const parser = yargs([...args])
    .scriptName('countersign')
    .usage('$0 <command>\n\nLook into tokens, attack your own API, prove forward secrecy.')
    .locale('en')
    .wrap(columns)
    .strict()
    .parserConfiguration({
      'dot-notation': false,
      // For those that may be given again; the others are refused by the check below.
      'duplicate-arguments-array': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .recommendCommands()
    .demandCommand(1, 1, 'Say which command.')
    .option('color', { type: 'boolean', describe: 'Colours, by default on a terminal only' })
    .option('json', JSON_OPTION)
    .version(VERSION)
    .help()
    .alias({ h: 'help', v: 'version' })
    .completion('completion', 'Print a completion script for bash or zsh')
    .example('$0 inspect eyJhbGciOi…', 'What a token says, and what is wrong with it')
    .example('$0 metadata https://id.example.com', 'Are the documents of a provider in order?')
    .example('$0 probe --help', 'The options of a command, with examples')
    .epilogue('Exit codes: 0 nothing wrong, 1 something found, 2 usage, 3 could not be decided.')
    .middleware(keepDash(args))
    .check((parsed, options) => onlyOnce(parsed, options as unknown as { array: string[] }))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new CommandError(hideValues(message), { hint: 'Try countersign --help.' })
    })
  parser.middleware(refuseNegation(args, parser))

  const register = (to: Argv, add: AnyCommand): void =>
    add(({ run: handle, subcommands, ...module }) => {
      to.command({
        ...module,
        ...(subcommands && {
          builder: (below: Argv) => withAll(withExamples(below, module.examples), subcommands),
        }),
        async handler(parsed) {
          const style = createStyle(io.stdout, io.env, parsed['color'] as boolean | undefined)
          const context: Context = { io, style, columns }
          code = await handle(parsed as unknown as Parameters<typeof handle>[0], context)
        },
      } as CommandModule)
    })
  const withAll = (below: Argv, subcommands: readonly AnyCommand[]): Argv => {
    for (const add of subcommands) register(below, add)
    return below.demandCommand(1, 'Say which of them.')
  }
  for (const add of COMMANDS) register(parser, add)
  try {
    await parser.parseAsync([...args], {}, (_error, _parsed, output) => {
      if (output) io.stdout.write(`${output}\n`)
    })
    return io.signal.aborted ? EXIT.interrupted : code
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted
    return explain(error, io)
  }
}

function withExamples(yargs: Argv, examples: Command<object>['examples'] = []): Argv {
  for (const [command, meaning] of examples) yargs.example(command, meaning)
  return yargs
}

function explain(error: unknown, { stderr, env }: Io): ExitCode {
  const style = createStyle(stderr, env)
  if (!(error instanceof CommandError)) {
    const message = error instanceof Error ? error.message : String(error)
    stderr.write(`${style.red('error')} ${told(message)}\n`)
    return EXIT.undecided
  }
  stderr.write(`${style.red('error')} ${told(error.message)}\n`)
  if (error.hint !== undefined) stderr.write(`${error.hint}\n`)
  return error.exitCode
}

/** A message may repeat an argument, or what a server has said: no token of theirs, no key, and nothing unsafe. */
function told(message: string): string {
  const open = message
    .replaceAll(/eyJ[\w\-.~]{20,}/g, '(a token)')
    .replace(/-{3,5}BEGIN [^]*/, '(a key)')
  const lines = open.split('\n')
  return lines.map((line) => safeText(line)).join('\n')
}
