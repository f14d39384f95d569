import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { JSON_OPTION } from '../../json-option.js'
import { assertNoSecretArgument } from '../../keys/assert-no-secret-argument.js'
import { convertKeys, FORMATS, type Format } from '../../keys/convert-keys.js'
import { jsonText } from '../../terminal/json-text.js'
import { assertPlaceForSecret, OUTPUT_OPTIONS, type OutputArgs } from '../../keys/output-options.js'
import { PASSPHRASE_OPTIONS, passphraseFrom, type PassphraseArgs } from '../../keys/passphrase.js'
import { pickEntry } from '../../keys/pick-entry.js'
import { readEntries } from '../../keys/read-entries.js'
import { readSource } from '../../keys/read-source.js'
import { assertFree, writeFileOnce } from '../../keys/write-file.js'
import { safeText } from '../../terminal/safe-text.js'

interface ConvertArgs extends OutputArgs, PassphraseArgs {
  readonly file: string
  readonly to: Format
  readonly public: boolean
  readonly pick: string | undefined
  readonly kid: string | undefined
  readonly alg: string | undefined
  readonly use: 'sig' | 'enc' | undefined
  readonly json: boolean
}

/** `countersign keys convert`. */
export const convertCommand: AnyCommand = defineCommand<ConvertArgs>({
  command: 'convert <file>',
  describe: 'Write keys in another format',
  builder: (y) =>
    y
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'JWK, JWK Set, PEM, DER or a certificate; - for the standard input',
      })
      .option('to', {
        choices: FORMATS,
        demandOption: true,
        requiresArg: true,
        describe: 'The format; pem is pkcs8 for a private key, and spki for a public one',
      })
      .option('public', { type: 'boolean', default: false, describe: 'Only the public half' })
      .option('pick', {
        type: 'string',
        requiresArg: true,
        describe: 'The kid, or the number, of one of several keys',
      })
      .option('kid', { type: 'string', requiresArg: true, describe: 'Names the JWK' })
      .option('alg', { type: 'string', requiresArg: true, describe: 'The algorithm of the JWK' })
      .option('use', { choices: ['sig', 'enc'] as const, describe: 'What the JWK is for' })
      .options(OUTPUT_OPTIONS)
      .options(PASSPHRASE_OPTIONS)
      .option('json', JSON_OPTION)
      .example('$0 keys convert key.pem --to jwk --public', 'prints the public JWK')
      .example('$0 keys convert key.jwk --to pkcs8 --out key.pem', 'private, 0600')
      .example('$0 keys convert server.crt --to jwks', 'the keys of certificates'),
  run: convert,
})

async function convert(args: ConvertArgs, { io, style }: Context): Promise<ExitCode> {
  const { out, stdout, force, json } = args
  const source = await readSource(args.file, io)
  const entries = readEntries(source.bytes)
  assertNoSecretArgument(source, entries)
  await assertFree(out, force)
  const ask = passphraseFrom(args, io)
  const { text, secret, keys } = await convertKeys(pickEntry(entries, args.pick), args, ask)
  if (secret) assertPlaceForSecret(args)
  if (out !== undefined) await writeFileOnce(out, text, { secret, force })
  if (json) {
    const told = out === undefined || stdout ? { text } : { file: out }
    io.stdout.write(jsonText({ to: args.to, private: secret, keys, ...told }))
  } else if (out === undefined) io.stdout.write(text)
  else {
    const whose = secret ? 'Private, and for its owner only: ' : 'Public: '
    io.stderr.write(`${style.dim(whose + safeText(out))}\n`)
  }
  return EXIT.ok
}
