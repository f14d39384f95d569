import { CommandError } from '../../command-error.js'
import type { Io } from '../../io.js'
import type { ProbeOptions } from '../../probe/probe-options.js'
import { fileName, readTextBounded } from '../../read-bounded.js'
import { readInput } from '../../read-input.js'
import type { ProbeArguments } from './arguments.js'
import { claimsOf } from './claims.js'
import { startTestIssuer } from './test-issuer.js'

type Credentials = Pick<ProbeOptions, 'token' | 'jwks' | 'signing' | 'provider' | 'claims'>

/** The way to get tokens that was chosen, and how to put it away. */
export interface Way {
  readonly credentials: Credentials
  /** The issuer that we are ourselves. */
  readonly issuer?: string
  close(): Promise<void>
}

const nothing = async (): Promise<void> => {}

/** @throws CommandError if none was chosen, or something that belongs to it is missing. */
export async function credentialsOf(args: ProbeArguments, io: Io): Promise<Way> {
  if (args.listen !== undefined) return ownIssuer(args)
  if (args.key !== undefined)
    return { credentials: await keyOf(args, args.key, io), close: nothing }
  return { credentials: await tokenOf(args, io), close: nothing }
}

async function tokenOf(args: ProbeArguments, io: Io): Promise<Credentials> {
  const { jwks } = args
  const token = await givenToken(args, io)
  return {
    token,
    ...(jwks !== undefined && { jwks: isAddress(jwks) ? jwks : await keySetIn(jwks, io) }),
  }
}

async function givenToken(args: ProbeArguments, io: Io): Promise<string> {
  const file = args['token-file']
  if (file !== undefined) return onlyToken(await readTextBounded(file, io))
  if (args.token !== undefined) return onlyToken(await readInput(args.token, io))
  const known = io.env['COUNTERSIGN_TOKEN']
  if (known) return onlyToken(known)
  throw new CommandError('A way to get a good token is needed', {
    hint: 'Give --token-file, COUNTERSIGN_TOKEN, or a test issuer by --key or --listen.',
  })
}

/** A file may begin with the scheme, as it stands in a header. */
function onlyToken(text: string): string {
  const token = text.trim().replace(/^Bearer\s+/i, '')
  if (token !== '' && !/\s/.test(token)) return token
  throw new CommandError('What was given is no token: it is empty, or has spaces in it')
}

async function keyOf(args: ProbeArguments, file: string, io: Io): Promise<Credentials> {
  const { issuer, audience, alg, kid, typ } = args
  if (issuer === undefined || audience === undefined) {
    throw new CommandError('--key needs --issuer and --audience')
  }
  const text = await readTextBounded(file, io)
  return {
    signing: {
      privateKey: text.trimStart().startsWith('{') ? jsonOf(text, file) : text,
      issuer,
      audience,
      claims: claimsOf(args),
      ...(alg !== undefined && { algorithm: algorithmOf(alg) }),
      ...(kid !== undefined && { kid }),
      ...(typ !== undefined && { typ: typ === '' ? null : typ }),
    },
  }
}

async function ownIssuer(args: ProbeArguments): Promise<Way> {
  const { audience, alg } = args
  if (audience === undefined) throw new CommandError('--listen needs --audience')
  const provider = await startTestIssuer({
    port: portOf(args.listen ?? ''),
    audience,
    ...(alg !== undefined && { algorithm: algorithmOf(alg) }),
  })
  return {
    credentials: { provider, claims: claimsOf(args) },
    issuer: provider.issuer,
    close: () => provider.close(),
  }
}

const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

type Algorithm = NonNullable<NonNullable<ProbeOptions['signing']>['algorithm']>

function algorithmOf(text: string): Algorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm === text)
  if (found === undefined) throw new CommandError(`--alg must be one of ${ALGORITHMS.join(', ')}`)
  return found
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  throw new CommandError('--listen must be a port')
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text)
}

async function keySetIn(file: string, io: Io): Promise<{ readonly keys: readonly unknown[] }> {
  const { keys } = jsonOf(await readTextBounded(file, io), file)
  if (Array.isArray(keys)) return { keys }
  throw new CommandError('--jwks must be a set: {"keys":[…]}')
}

function jsonOf(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // What JSON.parse has to say may quote the key.
  }
  throw new CommandError(`There is no JSON object in ${fileName(file)}`)
}
