import {
  auditTls,
  parseTarget,
  type AuditOptions,
  type Endpoint,
  type TlsReport,
} from '@countersign/tls-audit'
import type { Argv } from 'yargs'
import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { Io } from '../../io.js'
import { JSON_OPTION } from '../../json-option.js'
import { readTextBounded } from '../../read-bounded.js'
import { createProgressLine } from '../../terminal/progress.js'
import { writeReport } from '../../write-report.js'
import { FORMATS, formatTls, type TlsFormat } from './formats.js'

interface TlsArguments extends Required<Limits> {
  readonly json: boolean
  readonly targets: readonly string[]
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly servername: string | undefined
  readonly 'every-address': boolean
  readonly allow: 'enforced' | 'offered'
  readonly format: TlsFormat
  readonly output: string | undefined
}

type Limits = Pick<
  AuditOptions,
  'concurrency' | 'connections' | 'deadline' | 'pause' | 'samples' | 'timeout'
>

export const tlsCommand: AnyCommand = defineCommand<TlsArguments>({
  command: 'tls <targets..>',
  describe: 'Find out whether an endpoint enforces forward secrecy',
  builder: options,
  async run(args, context) {
    const endpoints = await endpointsOf(args, context.io)
    const progress = createProgressLine(context.io)
    const report = await auditTls(endpoints, {
      ...limitsOf(args),
      everyAddress: args['every-address'],
      signal: context.io.signal,
      onProgress: ({ target, address, connections }) =>
        progress.update(`${target} (${address}): ${connections} connections`),
    })
      .catch((error: unknown) => {
        // The numbers that were given: what a server does is never thrown.
        throw error instanceof TypeError ? new CommandError(error.message) : error
      })
      .finally(() => progress.clear())
    await print(report, args, context)
    return exitCodeOf(report, args.allow)
  },
})

function options(yargs: Argv): Argv<TlsArguments> {
  return yargs
    .positional('targets', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'A host, host:port, or https://, rediss://, postgres://, smtp:// and its host',
    })
    .options({
      ca: { type: 'string', describe: 'File of certificates to trust, PEM' },
      cert: { type: 'string', describe: 'File of a client certificate, PEM', implies: 'key' },
      key: { type: 'string', describe: 'File of its private key, PEM', implies: 'cert' },
      servername: { type: 'string', describe: 'Name to ask for (SNI), where it is another one' },
      'every-address': {
        type: 'boolean',
        default: true,
        describe: 'Look at every address of a name',
      },
      allow: {
        choices: ['enforced', 'offered'] as const,
        default: 'enforced' as const,
        describe: 'Lowest verdict that ends with 0',
      },
      deadline: { type: 'number', default: 120, describe: 'Seconds for everything' },
      timeout: { type: 'number', default: 5, describe: 'Seconds for one exchange' },
      concurrency: { type: 'number', default: 4, describe: 'Endpoints at once' },
      connections: { type: 'number', default: 2, describe: 'Connections to an address at once' },
      pause: { type: 'number', default: 0, describe: 'Seconds between two connections' },
      samples: { type: 'number', default: 4, describe: 'Ephemeral keys to compare, 2 to 20' },
      format: { choices: FORMATS, default: 'text' as const, describe: 'Of the report' },
      output: { type: 'string', alias: 'o', describe: 'File for the report' },
      json: JSON_OPTION,
    })
    .example('$0 tls example.com', 'HTTPS, on every address of the name')
    .example('$0 tls postgres://db:5432 rediss://cache:6380', 'The hops behind it')
    .example('$0 tls api.internal:8443 --ca ca.pem --format sarif -o tls.sarif', 'In CI')
    .epilogue(
      'Only the hosts that are named here are asked. Exit codes: 0 every address enforces it, ' +
        '1 one does not, 3 one could not be judged.',
    )
}

async function endpointsOf(args: TlsArguments, io: Io): Promise<readonly Endpoint[]> {
  const read = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined ? undefined : await readTextBounded(path, io)
  const [ca, cert, key] = await Promise.all([args.ca, args.cert, args.key].map(read))
  return args.targets.map((target) => {
    try {
      return parseTarget(target, {
        ...(ca !== undefined && { ca }),
        ...(cert !== undefined && key !== undefined && { client: { cert, key } }),
        ...(args.servername !== undefined && { servername: args.servername }),
      })
    } catch (error) {
      throw new CommandError(error instanceof Error ? error.message : String(error))
    }
  })
}

function limitsOf(args: TlsArguments): Limits {
  const { concurrency, connections, deadline, pause, samples, timeout } = args
  return { concurrency, connections, deadline, pause, samples, timeout }
}

async function print(report: TlsReport, args: TlsArguments, context: Context): Promise<void> {
  const format = args.json ? 'json' : args.format
  await writeReport(
    (style, columns) => formatTls(report, format, { style, columns }),
    args,
    context,
  )
}

/** What is proven comes before what is not known. */
function exitCodeOf({ endpoints }: TlsReport, allowed: 'enforced' | 'offered'): ExitCode {
  const verdicts = endpoints.map(({ verdict }) => verdict)
  const bad = verdicts.some(
    (verdict) => verdict === 'none' || (verdict === 'offered' && allowed === 'enforced'),
  )
  if (bad) return EXIT.found
  return verdicts.includes('unknown') ? EXIT.undecided : EXIT.ok
}
