import { isDeepStrictEqual, types } from 'node:util'
import { ConfigError } from '../errors.js'
import type { IntrospectionOptions, VerifierOptions } from '../options.js'
import { assertKnownNames, assertNumber, assertObject, assertOneOf, assertText } from './assert.js'
import { checkProfileAlgorithms } from './fapi2.js'
import { trustedUrl } from './identifiers.js'
import { type ClientKey, resolveClientKey } from './resolve-client-key.js'

/** The `introspection` option, checked, and with every default in its place. */
export interface ResolvedIntrospection {
  /** Its name as the user wrote it. */
  readonly option: string
  readonly endpoint: string
  readonly clientId: string
  /** The secret of the client, or its key. */
  readonly credential: string | ClientKey
  /** Which tokens it is for. */
  readonly tokens: 'opaque' | 'jwt' | 'all'
  readonly response: 'json' | 'jwt'
  /** Seconds that an answer is good for. */
  readonly cache: number
}

// The compiler keeps this list whole: a new option that is missing here does not compile.
const NAMES = Object.keys({
  endpoint: true,
  clientId: true,
  clientSecret: true,
  privateKey: true,
  for: true,
  response: true,
  cache: true,
} satisfies Record<keyof IntrospectionOptions, true>)

const ONE_HOUR = 3_600

/** Checks an `introspection` option that was given; throws a ConfigError. */
export function resolveIntrospection(
  option: string,
  given: unknown,
  profile: VerifierOptions['profile'],
): ResolvedIntrospection {
  assertObject(option, given)
  assertKnownNames(option, given, NAMES)
  const { endpoint, clientId, for: tokens = 'opaque', response = 'json', cache = 60 } = given
  const url = trustedUrl(`${option}.endpoint`, endpoint instanceof URL ? endpoint.href : endpoint)
  assertText(`${option}.clientId`, clientId)
  const credential = resolveCredential(option, given, profile)
  assertOneOf(`${option}.for`, tokens, ['opaque', 'jwt', 'all'])
  assertOneOf(`${option}.response`, response, ['json', 'jwt'])
  assertNumber(`${option}.cache`, cache, { min: 0, max: ONE_HOUR })
  return {
    option,
    endpoint: url.href,
    clientId,
    credential,
    tokens: tokens as ResolvedIntrospection['tokens'],
    response: response as ResolvedIntrospection['response'],
    cache,
  }
}

/** Exactly one of both: with two, nobody could tell by which the provider knows us. */
function resolveCredential(
  option: string,
  { clientSecret, privateKey }: Record<string, unknown>,
  profile: VerifierOptions['profile'],
): string | ClientKey {
  if (privateKey === undefined) {
    if (clientSecret === undefined) {
      throw new ConfigError(`${option}.clientSecret`, 'or "privateKey" is required')
    }
    assertText(`${option}.clientSecret`, clientSecret)
    return clientSecret
  }
  const name = `${option}.privateKey`
  if (clientSecret !== undefined) throw new ConfigError(name, 'cannot stand beside "clientSecret"')
  const key = resolveClientKey(name, privateKey, profile === 'fapi2' ? 'PS256' : 'RS256')
  checkProfileAlgorithms(profile, name, new Set([key.algorithm]))
  return key
}

/** Whether two options ask the same endpoint in the same way. */
export function isSameIntrospection(
  one: ResolvedIntrospection | undefined,
  other: ResolvedIntrospection | undefined,
): boolean {
  if (one === other) return true
  if (!one || !other) return false
  const { credential, ...rest } = one
  const { credential: otherCredential, ...otherRest } = other
  return (
    isSameCredential(credential, otherCredential) &&
    isDeepStrictEqual({ ...rest, option: '' }, { ...otherRest, option: '' })
  )
}

function isSameCredential(one: string | ClientKey, other: string | ClientKey): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  if (one.given === other.given) return true
  // What is in a CryptoKey cannot be seen, so that two of them would look alike.
  if (types.isCryptoKey(one.given) || types.isCryptoKey(other.given)) return false
  return isDeepStrictEqual(one.given, other.given)
}

/** What of an issuer's profile tells which endpoint it uses. */
interface Introspected {
  readonly introspection: ResolvedIntrospection | undefined
}

/**
 * The one endpoint that opaque tokens are sent to; `undefined`: there is none. Throws a ConfigError
 * for two of them: an opaque token does not say whose it is, and a stranger must not get to see it.
 */
export function opaqueIntrospection(
  users: readonly Introspected[],
): ResolvedIntrospection | undefined {
  const all = users.flatMap(({ introspection }) => introspection ?? [])
  const [first, ...others] = all.filter(({ tokens }) => tokens !== 'jwt')
  const second = others.find((other) => !isSameIntrospection(first, other))
  if (!second) return first
  throw new ConfigError(
    second.option,
    `cannot be for opaque tokens beside "${first?.option}": nobody could tell whose a token is; one of them has to be for: 'jwt'`,
  )
}
