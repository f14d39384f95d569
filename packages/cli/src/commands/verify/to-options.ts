import type { X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Algorithm } from '@countersign/core'
import { CommandError } from '../../command-error.js'
import { readUrl } from '../../http/own-url.js'
import type { Io } from '../../io.js'
import type { Demands, VerifyOptions } from '../../verify/report-outcome.js'
import type { Subject } from '../../verify/subject.js'
import { isLoopback } from '../../verify/make-subject.js'
import { NOBODY } from '../../verify/nobody.js'
import { unverified } from '../../verify/unverified.js'
import { type Arguments, CLIENT_SECRET } from './arguments.js'
import { readDecryptionKeys } from './read-files.js'

/** What the core is told. Throws a CommandError. */
export async function toOptions(
  args: Arguments,
  subject: Subject,
  certificate: X509Certificate | undefined,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<VerifyOptions> {
  const { audience, jwks, tokenType, algorithms, profile, clockTolerance, decryptionKey } = args
  const publicUrl = publicUrlOf(subject, audience)
  return {
    issuer: issuerOf(args, subject),
    audience,
    ...(jwks !== undefined && { keys: keysUrl(jwks) }),
    ...(tokenType && { tokenType }),
    // What is none is for the core to say.
    ...(algorithms && { algorithms: algorithms as readonly Algorithm[] }),
    ...(profile && { profile }),
    ...(clockTolerance !== undefined && {
      clockTolerance: secondsOf('--clock-tolerance', clockTolerance),
    }),
    ...(decryptionKey !== undefined && { decryption: await readDecryptionKeys(decryptionKey, io) }),
    ...(certificate && { certificate: () => certificate }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...introspectionOf(args, io.env),
    // One token is verified, once.
    cache: false,
  }
}

/** What the policy asks. Throws a CommandError. */
export function toDemands({ scope = [], acr = [], maxAge }: Arguments): Demands {
  return {
    scopes: scope,
    acr,
    maxAge: maxAge === undefined ? undefined : secondsOf('--max-age', maxAge),
  }
}

/** The time that was given, in milliseconds. Throws a CommandError. */
export function timeOf(text: string): number {
  const isNumber = /^\d{1,12}(?:\.\d+)?$/.test(text)
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)
  const time = isNumber ? Number(text) * 1000 : isDate ? Date.parse(text) : Number.NaN
  if (Number.isFinite(time)) return time
  throw new CommandError('--now has to be a time: 2026-01-31T12:00:00Z, or seconds since 1970')
}

function issuerOf({ issuer, jwks }: Arguments, { token }: Subject): string {
  if (issuer !== undefined) return issuer
  const hint = 'Which issuer does this API trust? Never take it from the token.'
  if (jwks === undefined) throw new CommandError('--issuer is missing', { hint })
  // With keys that were given, whoever has signed it is the one that was meant.
  const claimed = unverified(token).claims?.['iss']
  if (typeof claimed === 'string') {
    const url = readUrl(claimed)
    // It is the token that is wrong then, and not how this was called.
    return typeof url === 'string' || claimed.includes('?') ? NOBODY : claimed
  }
  throw new CommandError('--issuer is missing, and the token does not name one', { hint })
}

function keysUrl(text: string): URL {
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(text)) return pathToFileURL(resolve(text))
  if (URL.canParse(text)) return new URL(text)
  throw new CommandError('--jwks is neither a URL nor a file')
}

/** What proofs have to name. No request, and no URL among the audiences: something that no proof names. */
function publicUrlOf({ url }: Subject, audience: readonly string[]): string | undefined {
  // A request over plain HTTP is refused at the first step, and no such origin is a public one.
  if (url) return isLoopback(url) ? url.origin : url.origin.replace(/^http:/, 'https:')
  return audience.some((one) => /^https:\/\//i.test(one)) ? undefined : NOBODY
}

function introspectionOf(
  { introspect, clientId }: Arguments,
  env: Io['env'],
): Pick<VerifyOptions, 'introspection'> {
  if (introspect === undefined) {
    if (clientId === undefined) return {}
    throw new CommandError('--client-id goes with --introspect')
  }
  const clientSecret = env[CLIENT_SECRET]
  if (clientId === undefined || !clientSecret) {
    throw new CommandError(`--introspect needs --client-id, and a secret in ${CLIENT_SECRET}`)
  }
  return { introspection: { endpoint: introspect, clientId, clientSecret } }
}

function secondsOf(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new CommandError(`${option} has to be a whole number of seconds`)
}
