import type { JWTPayload } from 'jose'
import { assertKnownNames, assertObject, assertText } from '../config/assert.js'
import { parseTrustedUrl } from '../config/identifiers.js'
import { ConfigError } from '../errors.js'
import type { IssuerOptions } from '../options.js'

/** What every preset takes beside its own options. */
export interface PresetOptions {
  /** Of tokens of this issuer, where it differs from that of the verifier. */
  audience?: string | readonly string[]
}

/** What of a preset wins over the verifier's own options; everything else is for these to say. */
type Preset = Pick<
  IssuerOptions,
  'issuer' | 'keys' | 'tokenType' | 'scopeClaim' | 'audienceClaim' | 'accessTokenClaim'
>

/** The options of one issuer, as its provider's tokens ask for them. Frozen. */
export function preset(options: PresetOptions, made: Preset): IssuerOptions {
  const { audience } = options
  return Object.freeze({ ...made, ...(audience !== undefined && { audience }) })
}

/** Refuses options that a preset does not have: a misspelt one would go unseen. */
export function checkPresetOptions(
  name: string,
  options: unknown,
  known: readonly string[],
): asserts options is Record<string, unknown> {
  assertObject(name, options)
  assertKnownNames(name, options, [...known, 'audience'])
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`)

/** A host name in lower case, without scheme, port and path. */
export function hostName(option: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= 253 && HOST.test(value)) return value
  throw new ConfigError(option, 'must be a host name alone, in lower case: tenant.example.com')
}

const SEGMENT = /^[\w.~-]+$/

/** One segment of a path: an identifier that means nothing else in a URL. */
export function pathSegment(option: string, value: unknown): string {
  assertText(option, value)
  if (SEGMENT.test(value) && value !== '.' && value !== '..') return value
  throw new ConfigError(option, 'must be one identifier, of letters, digits, and any of . _ ~ -')
}

/** An address below which a provider has its realms; without a slash at the end. */
export function baseUrl(option: string, value: unknown): string {
  const url = parseTrustedUrl(value)
  if (typeof url === 'string') throw new ConfigError(option, url)
  const text = value as string
  if (text.endsWith('/') || url.search !== '') {
    throw new ConfigError(option, 'must have no slash at its end, and no query')
  }
  return text
}

/** The texts of a claim that is a list, and of nothing else. */
export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/** A member of a claim that is an object: its own, and none that it inherits. */
export function memberOf(value: unknown, name: string): unknown {
  const object = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  return object ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** Reads roles out of verified claims: the second argument of `role()`. */
export type RoleReader = (claims: JWTPayload) => readonly string[]
