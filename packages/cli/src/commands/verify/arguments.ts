import type { Argv } from 'yargs'
import { JSON_OPTION } from '../../json-option.js'

/** What `countersign verify` is told. */
export interface Arguments {
  readonly token: string | undefined
  readonly issuer: string | undefined
  readonly audience: readonly string[]
  readonly jwks: string | undefined
  readonly tokenType: 'jwt' | 'at+jwt' | undefined
  readonly algorithms: readonly string[] | undefined
  readonly profile: 'fapi2' | undefined
  readonly scope: readonly string[] | undefined
  readonly acr: readonly string[] | undefined
  readonly maxAge: string | undefined
  readonly clockTolerance: string | undefined
  readonly now: string | undefined
  readonly dpop: string | undefined
  readonly method: string | undefined
  readonly url: string | undefined
  readonly certificate: string | undefined
  readonly decryptionKey: string | undefined
  readonly introspect: string | undefined
  readonly clientId: string | undefined
  readonly json: boolean
}

const TOKEN = 'The token; "-" or nothing: the standard input, a token or a whole HTTP request'

/** The secret of `--client-id`: arguments are seen by everybody on the machine. */
export const CLIENT_SECRET = 'COUNTERSIGN_CLIENT_SECRET'

const text = (describe: string): { type: 'string'; requiresArg: true; describe: string } => ({
  type: 'string',
  requiresArg: true,
  describe,
})

const list = (describe: string): { type: 'string'; array: true; nargs: 1; describe: string } => ({
  type: 'string',
  array: true,
  nargs: 1,
  describe,
})

/** The options of `countersign verify`, with examples. */
export function withOptions(yargs: Argv): Argv<Arguments> {
  const typed = yargs
    .positional('token', { type: 'string', describe: TOKEN })
    .option('issuer', text('The issuer to trust, byte for byte. With --jwks: the one of the token'))
    .option('audience', {
      ...list('What this API is called in aud; may be given again'),
      demandOption: true,
    })
    .option('jwks', text('Its keys: a URL or a file. Default: found by discovery'))
    .option('token-type', {
      choices: ['at+jwt', 'jwt'] as const,
      describe: '"jwt": also tokens without RFC 9068. Default at+jwt',
    })
    .option('algorithms', list('An algorithm that is allowed; may be given again'))
    .option('profile', { choices: ['fapi2'] as const, describe: 'What FAPI 2.0 asks of an API' })
    .option('scope', list('A scope that the token must have; may be given again'))
    .option('acr', list('How the person must have authenticated; one of those given'))
    .option('max-age', text('Seconds since the person has authenticated, at most'))
    .option('clock-tolerance', text('Seconds of difference between clocks. Default 5'))
    .option('now', text('Another time: 2026-01-31T12:00:00Z, or seconds since 1970'))
    .option('dpop', text('The DPoP proof that came with it; needs --url'))
    .option('method', text('The method of the request. Default GET'))
    .option('url', text('The URL of the request, as the client sees it'))
    .option('certificate', text('File: the client certificate, PEM'))
    .option('decryption-key', text('File: what opens encrypted tokens, JWK or PEM'))
    .option('introspect', text('URL: where to ask about opaque tokens (RFC 7662)'))
    .option('client-id', text(`For --introspect; the secret is in ${CLIENT_SECRET}`))
    .option('json', JSON_OPTION)
    .group(['issuer', 'audience', 'jwks', 'token-type', 'algorithms', 'profile'], 'What to trust:')
    .group(['scope', 'acr', 'max-age'], 'What to ask for:')
    .group(['dpop', 'method', 'url', 'certificate'], 'The request:')
    .example(
      '$0 verify $TOKEN --issuer https://id.example.com --audience https://api.example.com',
      'A bearer token',
    )
    .example(
      '$0 verify $TOKEN --issuer … --audience … --dpop $PROOF --method POST --url https://…',
      'A token that is bound to a key, and its proof',
    )
    .example('curl -v … 2>&1 | $0 verify --issuer … --audience …', 'A whole request')
    .epilogue(
      'Asks the issuer for its keys, and for what the token says that has to be asked. The token goes ' +
        'nowhere but to --introspect. A CA of your own: NODE_EXTRA_CA_CERTS=file.\n\n' +
        'Exit codes: 0 verified, 1 refused, 2 usage, 3 could not be decided.',
    )
  // yargs gives them in camel case as well, which its types do not know.
  return typed as unknown as Argv<Arguments>
}
