import { type AnyCommand, type Context, defineCommand } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { inspect } from '../../inspect/inspect.js'
import { JSON_OPTION } from '../../json-option.js'
import { readInput } from '../../read-input.js'
import { jsonText } from '../../terminal/json-text.js'
import { render } from './render.js'

interface Arguments {
  readonly token: string | undefined
  readonly json: boolean
}

const LONGEST = 1_000_000

/** `countersign inspect`: asks nobody, and sends nothing. */
export const inspectCommand: AnyCommand = defineCommand<Arguments>({
  command: 'inspect [token]',
  describe: 'Decode tokens, and say what is wrong with them; sends nothing anywhere',
  builder: (yargs) =>
    yargs
      .positional('token', {
        type: 'string',
        describe: 'The token, or a text that holds some; "-" or nothing: the standard input',
      })
      .option('json', JSON_OPTION)
      .example('$0 inspect eyJhbGciOi…', 'What one token says')
      .example('curl -v … 2>&1 | $0 inspect', 'Every token of a request and its answer')
      .example('pbpaste | $0 inspect --json', 'For programs')
      .epilogue(
        'Takes access tokens, ID tokens, DPoP proofs and other JWTs, encrypted and opaque tokens, ' +
          'SD-JWTs, whole HTTP requests, answers, and what curl prints. Checks no signature, but ' +
          'for that of a DPoP proof.\n\n' +
          'Exit codes: 0 nothing wrong, 1 something is wrong, 2 no token was found, 3 nothing wrong ' +
          'with the first 20, and there are more.',
      ),
  run: runInspect,
})

async function runInspect({ token, json }: Arguments, context: Context): Promise<ExitCode> {
  const { io } = context
  const input = await readInput(token, io)
  if (input.length > LONGEST) throw new CommandError(`More than ${LONGEST} characters were given`)
  const isArgument = token !== undefined && token !== '-'
  const now = io.now() / 1000
  const inspection = await inspect(input, isArgument ? 'argument' : 'standard input', now)
  const hasSomething = inspection.tokens.length + inspection.exchange.challenges.length > 0
  if (!hasSomething) {
    throw new CommandError('Nothing that looks like a token was found', {
      hint: 'Give a token, an HTTP request or answer, or what curl -v has printed.',
    })
  }
  io.stdout.write(json ? jsonText(inspection) : render(inspection, Math.floor(now), context))
  if (inspection.isWrong) return EXIT.found
  return inspection.isWhole ? EXIT.ok : EXIT.undecided
}
