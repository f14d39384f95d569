import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { Io } from '../../io.js'
import { probe } from '../../probe/probe.js'
import { ProbeError } from '../../probe/probe-error.js'
import type { ProbeOptions } from '../../probe/probe-options.js'
import type { ProbeReport } from '../../probe/probe-report.js'
import { isAtLeast } from '../../probe/severity.js'
import { readTextBounded } from '../../read-bounded.js'
import { createProgressLine } from '../../terminal/progress.js'
import { safeText } from '../../terminal/safe-text.js'
import { writeReport } from '../../write-report.js'
import { probeOptions, type ProbeArguments } from './arguments.js'
import { credentialsOf, type Way } from './credentials.js'
import { formatProbe } from './formats.js'
import { headersOf } from './headers.js'

/** Seconds that an API gets to start, once its issuer is there. */
const WAIT_FOR_API = 60

export const probeCommand: AnyCommand = defineCommand<ProbeArguments>({
  command: 'probe <url>',
  describe: 'Attack your own API, whatever library it uses',
  builder: probeOptions,
  async run(args, context) {
    const options = await requestOptions(args, context)
    warnOf(args, options, context)
    const way = await credentialsOf(args, context.io)
    try {
      const report = await run({ ...options, ...way.credentials }, way, context)
      await writeReport(
        (style, columns) =>
          formatProbe(report, args.json ? 'json' : args.format, { style, columns }),
        args,
        context,
      )
      return exitCodeOf(report, args)
    } finally {
      await way.close()
    }
  },
})

async function requestOptions(args: ProbeArguments, { io }: Context): Promise<ProbeOptions> {
  const { url, method, timeout, concurrency, deadline, only } = args
  const body = args.data === undefined ? undefined : await bodyOf(args.data, io)
  const ca = args.ca === undefined ? undefined : await readTextBounded(args.ca, io)
  const publicUrl = args['public-url']
  return {
    url,
    timeout,
    concurrency,
    deadline,
    headers: headersOf(args.header),
    strictTimes: args['strict-times'],
    iOwnThisHost: args['i-own-this-host'],
    patience: args.wait ?? (args.listen === undefined ? 0 : WAIT_FOR_API),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(body !== undefined && { body }),
    ...(only.length > 0 && { families: only }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(ca !== undefined && { ca }),
  }
}

/** The text, or what is in the file that stands behind `@`. */
async function bodyOf(data: string, io: Io): Promise<string> {
  return data.startsWith('@') ? readTextBounded(data.slice(1), io) : data
}

function warnOf(
  { token }: ProbeArguments,
  { body, method = body === undefined ? 'GET' : 'POST' }: ProbeOptions,
  { io }: Context,
): void {
  if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) {
    io.stderr.write(`${safeText(method)} may change something with each token that is taken.\n`)
  }
  if (token !== undefined && token !== '-') {
    io.stderr.write('Other users of this machine can see --token: prefer --token-file.\n')
  }
}

async function run(options: ProbeOptions, { issuer }: Way, { io }: Context): Promise<ProbeReport> {
  const progress = createProgressLine(io)
  if (issuer !== undefined) {
    io.stderr.write(`The issuer is ${issuer}. Waiting for the API to take its tokens.\n`)
  }
  try {
    return await probe({
      ...options,
      signal: io.signal,
      onProgress: ({ doing, attack, attacks, requests }) =>
        progress.update(`${attack} of ${attacks} attacks, ${requests} requests: ${doing}`),
    })
  } catch (error) {
    throw asCommandError(error)
  } finally {
    progress.clear()
  }
}

function asCommandError(error: unknown): unknown {
  if (error instanceof ProbeError) {
    const refused = error.code === 'target_refused'
    return new CommandError(error.message, {
      exitCode: refused ? EXIT.usage : EXIT.undecided,
      ...(refused && { hint: 'If the host is yours, say so by --i-own-this-host.' }),
    })
  }
  // A wrong option of the library is a wrong option of the command.
  return error instanceof TypeError ? new CommandError(error.message) : error
}

/** What is proven comes before what is not known. */
function exitCodeOf(report: ProbeReport, args: ProbeArguments): ExitCode {
  if (report.findings.some(({ severity }) => isAtLeast(severity, args['fail-on']))) {
    return EXIT.found
  }
  return report.reason === undefined ? EXIT.ok : EXIT.undecided
}
