import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { JSON_OPTION } from '../../json-option.js'
import { checkKeySet } from '../../keys/check-key-set.js'
import { jsonText } from '../../terminal/json-text.js'
import { keySetText } from '../../keys/key-set-text.js'
import { readSource } from '../../keys/read-source.js'
import { keySetOf } from '../../keys/read-key-set.js'
import { safeText } from '../../terminal/safe-text.js'

interface CheckArgs {
  readonly set: string
  readonly json: boolean
}

/** `countersign keys check`. */
export const checkCommand: AnyCommand = defineCommand<CheckArgs>({
  command: 'check <set>',
  describe: 'Say which keys of a published set a verifier would use, and why not the others',
  builder: (y) =>
    y
      .positional('set', {
        type: 'string',
        demandOption: true,
        describe: 'A JWK Set: a file, - for the standard input, a URL, or the JSON itself',
      })
      .option('json', JSON_OPTION)
      .example('$0 keys check https://id.example.com/jwks', 'the keys of a provider')
      .example('$0 keys check jwks.json --json', 'one document, for scripts')
      .epilogue(
        'Exit code 1: a key is wrong, or none can be used. Keys for encryption are not wrong.',
      ),
  run: check,
})

async function check({ set, json }: CheckArgs, { io, style, columns }: Context): Promise<ExitCode> {
  const source = await readSource(set, io, { fetches: true })
  const keys = keySetOf(source.bytes, safeText(source.name))
  const report = await checkKeySet(keys, io.now())
  io.stdout.write(json ? jsonText(report) : `${keySetText(report, { style, columns })}\n`)
  return report.isWrong ? EXIT.found : EXIT.ok
}
