import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { JSON_OPTION } from '../../json-option.js'
import { assertNoSecretArgument } from '../../keys/assert-no-secret-argument.js'
import { jsonText } from '../../terminal/json-text.js'
import { PASSPHRASE_OPTIONS, passphraseFrom, type PassphraseArgs } from '../../keys/passphrase.js'
import { readEntries } from '../../keys/read-entries.js'
import { readSource } from '../../keys/read-source.js'
import { thumbprintsOf, type Thumbprints } from '../../keys/thumbprints.js'
import { table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'

interface ThumbprintArgs extends PassphraseArgs {
  readonly key: string
  readonly json: boolean
}

/** `countersign keys thumbprint`. */
export const thumbprintCommand: AnyCommand = defineCommand<ThumbprintArgs>({
  command: 'thumbprint <key>',
  describe: 'Say what keys and certificates are called by (RFC 7638)',
  builder: (y) =>
    y
      .positional('key', {
        type: 'string',
        demandOption: true,
        describe: 'A file, - for the standard input, a URL, or a public JWK',
      })
      .options(PASSPHRASE_OPTIONS)
      .option('json', JSON_OPTION)
      .example('$0 keys thumbprint key.jwk', 'the jkt of a DPoP key')
      .example('$0 keys thumbprint client.crt', 'x5t#S256 of a client certificate')
      .example('$0 keys thumbprint https://id.example.com/jwks', 'of every key of a set'),
  run: thumbprint,
})

async function thumbprint(
  args: ThumbprintArgs,
  { io, style, columns }: Context,
): Promise<ExitCode> {
  const source = await readSource(args.key, io, { fetches: true })
  const entries = readEntries(source.bytes)
  assertNoSecretArgument(source, entries)
  const ask = passphraseFrom(args, io)
  const keys: Thumbprints[] = []
  for (const entry of entries) keys.push(await thumbprintsOf(entry, ask))
  if (args.json) io.stdout.write(jsonText({ keys }))
  else io.stdout.write(`${keys.map((key) => table(rows(key), columns)).join('\n\n')}\n`)
  return EXIT.ok

  function rows({ kid, kty, crv, jkt, uri, x5tS256 }: Thumbprints): string[][] {
    const row = (name: string, value: string | undefined): string[][] =>
      value === undefined ? [] : [[style.dim(name), safeText(value)]]
    return [
      ...row('key', [kty, crv].filter(Boolean).join(' ')),
      ...row('kid', kid),
      [style.dim('jkt'), style.bold(jkt)],
      ...row('URI', uri),
      ...row('x5t#S256', x5tS256),
    ]
  }
}
