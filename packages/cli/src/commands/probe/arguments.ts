import type { Argv } from 'yargs'
import { JSON_OPTION } from '../../json-option.js'
import { FAMILIES } from '../../probe/attacks/all-attacks.js'
import { SEVERITIES, type ProbeSeverity } from '../../probe/severity.js'
import { FORMATS, type ProbeFormat } from './formats.js'

/** What the command was given, as yargs has it. */
export interface ProbeArguments {
  readonly url: string
  readonly token: string | undefined
  readonly 'token-file': string | undefined
  readonly jwks: string | undefined
  readonly key: string | undefined
  readonly listen: string | undefined
  readonly issuer: string | undefined
  readonly audience: string | undefined
  readonly kid: string | undefined
  readonly alg: string | undefined
  readonly typ: string | undefined
  readonly scope: string | undefined
  readonly claim: readonly string[]
  readonly method: string | undefined
  readonly data: string | undefined
  readonly header: readonly string[]
  readonly 'public-url': string | undefined
  readonly ca: string | undefined
  readonly 'i-own-this-host': boolean
  readonly only: readonly string[]
  readonly 'strict-times': boolean
  readonly timeout: number
  readonly deadline: number
  readonly concurrency: number
  readonly wait: number | undefined
  readonly 'fail-on': ProbeSeverity
  readonly format: ProbeFormat
  readonly json: boolean
  readonly output: string | undefined
}

const TOKEN = 'A good token:'
const ISSUER = 'Or a test issuer, which finds more:'
const REQUEST = 'Requests:'
const REPORT = 'Report:'

export function probeOptions(yargs: Argv): Argv<ProbeArguments> {
  return yargs
    .positional('url', {
      type: 'string',
      demandOption: true,
      describe: 'Of a route that wants a token and answers 2xx to a good one',
    })
    .options({
      'token-file': { group: TOKEN, type: 'string', describe: 'File with it' },
      token: {
        group: TOKEN,
        type: 'string',
        // Without it yargs takes the - behind for another argument.
        nargs: 1,
        describe:
          'The token, or - for the standard input. Other users of the machine see arguments: ' +
          'better a file, a pipe, or COUNTERSIGN_TOKEN in the environment',
      },
      jwks: {
        group: TOKEN,
        type: 'string',
        describe: 'Public keys of its issuer: a file, or an address to fetch them from',
      },
      key: {
        group: ISSUER,
        type: 'string',
        describe: 'File of its signing key: PEM, or a private JWK',
      },
      listen: {
        group: ISSUER,
        type: 'string',
        describe: 'Be the issuer http://127.0.0.1:PORT, and make keys: the API has to trust it',
      },
      issuer: { group: ISSUER, type: 'string', describe: 'With --key: iss of tokens' },
      audience: { group: ISSUER, type: 'string', describe: 'aud of tokens' },
      kid: { group: ISSUER, type: 'string', describe: 'With --key: its name' },
      alg: { group: ISSUER, type: 'string', describe: 'Algorithm of good tokens' },
      typ: {
        group: ISSUER,
        type: 'string',
        describe: 'With --key: typ of good tokens, by default at+jwt; "" is none',
      },
      scope: { group: ISSUER, type: 'string', describe: 'Scopes of good tokens' },
      claim: {
        group: ISSUER,
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'name=value: a claim of good tokens, JSON or text',
      },
      method: {
        group: REQUEST,
        type: 'string',
        describe: 'HTTP method; by default GET, or POST with --data',
      },
      data: {
        group: REQUEST,
        type: 'string',
        nargs: 1,
        describe: 'Body of each request, or @file; what it is, --header Content-Type:… says',
      },
      header: {
        group: REQUEST,
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'name:value, sent with every request',
      },
      'public-url': {
        group: REQUEST,
        type: 'string',
        describe: 'Address that DPoP proofs name, if clients know the API by another',
      },
      ca: { group: REQUEST, type: 'string', describe: 'File of certificates to trust, PEM' },
      'i-own-this-host': {
        group: REQUEST,
        type: 'boolean',
        default: false,
        describe: 'Attack a host that is not this machine',
      },
      only: {
        group: REQUEST,
        type: 'string',
        array: true,
        nargs: 1,
        choices: FAMILIES,
        default: [] as string[],
        describe: 'A family of attacks to run, by default all',
      },
      'strict-times': {
        group: REQUEST,
        type: 'boolean',
        default: false,
        describe: 'Also what a tolerance of seconds for clocks takes with reason',
      },
      timeout: { group: REQUEST, type: 'number', default: 5, describe: 'Seconds for one request' },
      deadline: {
        group: REQUEST,
        type: 'number',
        default: 120,
        describe: 'Seconds for everything',
      },
      concurrency: { group: REQUEST, type: 'number', default: 8, describe: 'Requests at once' },
      wait: {
        group: REQUEST,
        type: 'number',
        describe: 'Seconds to wait until a good token is taken; 60 with --listen, else 0',
      },
      'fail-on': {
        group: REPORT,
        choices: SEVERITIES,
        default: 'low' as const,
        describe: 'Mildest finding that ends with 1',
      },
      json: JSON_OPTION,
      format: { group: REPORT, choices: FORMATS, default: 'text' as const, describe: 'Its format' },
      output: { group: REPORT, type: 'string', alias: 'o', describe: 'File for it' },
    })
    .conflicts('token', ['token-file', 'key', 'listen'])
    .conflicts('token-file', ['key', 'listen'])
    .conflicts('key', 'listen')
    .example('$0 probe <url> --token-file token.jwt', 'By a good token')
    .example('$0 probe <url> --listen 4000 --audience …', 'As its issuer; then start the API')
    .example('$0 probe <url> --key key.pem --issuer … --audience …', 'By the key of its issuer')
    .example('$0 probe <url> --format junit -o probe.xml', 'In CI, COUNTERSIGN_TOKEN set')
    .epilogue(
      'Sends forged tokens to the API that is named, and to nothing else. Exit codes: 0 nothing found, ' +
        '1 something of --fail-on or worse, 2 usage, 3 the API takes no good token, or not everything was run.',
    )
}
