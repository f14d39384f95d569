import { ConfigError } from '@countersign/core'
import { type AnyCommand, type Context, defineCommand } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { readInput } from '../../read-input.js'
import { jsonText } from '../../terminal/json-text.js'
import { makeSubject } from '../../verify/make-subject.js'
import type { VerifyReport } from '../../verify/step-report.js'
import { verify } from '../../verify/verify.js'
import { type Arguments, withOptions } from './arguments.js'
import { readCertificate } from './read-files.js'
import { render } from './render.js'
import { timeOf, toDemands, toOptions } from './to-options.js'

const EXIT_CODES: Readonly<Record<VerifyReport['verdict'], ExitCode>> = {
  verified: EXIT.ok,
  refused: EXIT.found,
  undecided: EXIT.undecided,
}

/** By what the user calls the options of the core. */
const OPTION_NAMES: readonly (readonly [option: RegExp, name: string])[] = [
  [/^issuer/, '--issuer'],
  [/^audience/, '--audience'],
  [/^keys/, '--jwks'],
  [/^algorithms/, '--algorithms'],
  [/^clockTolerance/, '--clock-tolerance'],
  [/^decryption/, '--decryption-key'],
  [/^introspection/, '--introspect'],
  [/^publicUrl/, '--url'],
  [/^scopes/, '--scope'],
  [/^acr/, '--acr'],
  [/^authenticatedWithin/, '--max-age'],
]

/** `countersign verify`: as a server of ours would, step by step. */
export const verifyCommand: AnyCommand = defineCommand<Arguments>({
  command: 'verify [token]',
  describe: 'Verify a token against its issuer, and explain each step',
  builder: withOptions,
  run: runVerify,
})

async function runVerify(args: Arguments, { io, style, columns }: Context): Promise<ExitCode> {
  const fixed = args.now === undefined ? undefined : timeOf(args.now)
  const now = fixed === undefined ? io.now : (): number => fixed
  const input = await readInput(args.token, io)
  const certificate =
    args.certificate === undefined ? undefined : await readCertificate(args.certificate, io)
  const { dpop, method, url } = args
  const subject = makeSubject(input, { dpop, method, url, certificate })
  const options = await toOptions(args, subject, certificate, io)
  const report = await verify(options, toDemands(args), subject, { signal: io.signal, now }).catch(
    (error: unknown) => {
      throw error instanceof ConfigError ? asCommandError(error) : error
    },
  )
  // Who has pressed Ctrl-C is told nothing more.
  if (io.signal.aborted) return EXIT.interrupted
  const seconds = Math.floor(now() / 1000)
  io.stdout.write(args.json ? jsonText(report) : render(report, seconds, { style, columns }))
  return EXIT_CODES[report.verdict]
}

function asCommandError({ option, message }: ConfigError): CommandError {
  const name = OPTION_NAMES.find(([own]) => own.test(option))?.[1]
  return new CommandError(name === undefined ? message : message.replace(`"${option}"`, name))
}
