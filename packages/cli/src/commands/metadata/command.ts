import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { JSON_OPTION } from '../../json-option.js'
import { checkAll } from '../../metadata/check-all.js'
import { countVerdicts, sectionsText } from '../../metadata/sections-text.js'
import { jsonText } from '../../terminal/json-text.js'

interface MetadataArgs {
  readonly url: string | undefined
  readonly resource: string | undefined
  readonly follow: boolean
  readonly json: boolean
}

/** `countersign metadata`: sends no credentials to anybody. */
export const metadataCommand: AnyCommand = defineCommand<MetadataArgs>({
  command: 'metadata [url]',
  describe: 'Fetch and check the documents of a provider or a resource',
  builder: (y) =>
    y
      .positional('url', {
        type: 'string',
        describe: 'An issuer, a protected resource, or the place of its document',
      })
      .option('resource', {
        type: 'string',
        requiresArg: true,
        describe: 'A protected resource, to be checked as well',
      })
      .option('follow', {
        type: 'boolean',
        default: false,
        describe: 'Ask hosts, too, that only the documents name',
      })
      .option('json', JSON_OPTION)
      .example('$0 metadata https://id.example.com', 'the metadata of an issuer, and its keys')
      .example('$0 metadata https://api.example.com/v1 --follow', 'an API, and its issuers')
      .example('$0 metadata https://id.example.com --resource https://api.example.com', 'both')
      .epilogue(
        'Sends GET requests without credentials, to the hosts that you name, and follows no ' +
          'redirects.\n\nExit codes: 0 nothing wrong, 1 something is wrong, 2 usage, 3 no answer.',
      ),
  run: metadata,
})

async function metadata(args: MetadataArgs, { io, style, columns }: Context): Promise<ExitCode> {
  const { url, resource, json } = args
  if (url === undefined && resource === undefined) {
    throw new CommandError('Say which issuer, or which resource', {
      hint: 'Such as countersign metadata https://id.example.com.',
    })
  }
  const sections = await checkAll(args, io)
  const summary = countVerdicts(sections)
  const documents = sections.map(({ title, url, findings }) => ({ title, url, findings }))
  io.stdout.write(
    json ? jsonText({ documents, summary }) : `${sectionsText(sections, { style, columns })}\n`,
  )
  return summary.wrong > 0 ? EXIT.found : EXIT.ok
}
