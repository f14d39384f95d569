import { assertText } from '../config/assert.js'
import { ConfigError } from '../errors.js'
import type { ScopeReader, TokenType } from '../options.js'
import { Refused } from '../refused.js'
import { FrozenSet } from './frozen-set.js'
import type { JsonObject } from './strict-json.js'

// RFC 6749 §3.3 scope-token.
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Whether a value is one scope: printable ASCII without space, quote and backslash. */
export function isScopeToken(value: unknown): value is string {
  return typeof value === 'string' && SCOPE_TOKEN.test(value)
}

/** Reads the scopes of verified claims; throws Refused where they are malformed. */
export type ResolvedScopeReader = (claims: JsonObject) => ReadonlySet<string>

/** Makes the reader that the `scopeClaim` option asks for; throws ConfigError. */
export function scopeReader(
  option: string,
  given: string | ScopeReader | undefined,
  tokenType: TokenType,
): ResolvedScopeReader {
  if (given === undefined) return tokenType === 'at+jwt' ? readProfileScopes : readAnyScopes
  if (typeof given === 'function') return (claims) => scopesFromReader(given, claims)
  if (typeof given !== 'string') throw new ConfigError(option, 'must be a claim name or a function')
  assertText(option, given)
  return (claims) => scopesIn(claims, given)
}

/** RFC 9068 §2.2.3: `scope` is a string. A list there comes from no conforming issuer. */
function readProfileScopes(claims: JsonObject): ReadonlySet<string> {
  const { scope } = claims
  if (scope !== undefined && typeof scope !== 'string')
    throw new Refused('malformed_claim', 'scope')
  return readAnyScopes(claims)
}

function readAnyScopes(claims: JsonObject): ReadonlySet<string> {
  return scopesIn(claims, 'scope' in claims ? 'scope' : 'scp')
}

/** A claim that holds scopes as a string (RFC 8693 §4.2) or as a list. */
function scopesIn(claims: JsonObject, name: string): ReadonlySet<string> {
  const value = claims[name]
  if (value === undefined) return NONE
  return typeof value === 'string' ? scopesInText(value) : setOf(value, name)
}

const NONE: ReadonlySet<string> = new FrozenSet([])

const MOST_TEXTS = 1_000
const LONGEST_TEXT = 200

interface KnownScopes {
  readonly text: string
  readonly scopes: ReadonlySet<string>
}

// A client asks for the same scopes again and again: the tokens of all of them share a set. No list of
// what was used last: that is dearer to look into, and a text is soon read again.
const known = new Map<string, KnownScopes>()
let last: KnownScopes | undefined

function scopesInText(text: string): ReadonlySet<string> {
  if (last?.text === text) return last.scopes
  const same = known.get(text)
  if (same) {
    last = same
    return same.scopes
  }
  // Exactly SP: a scope of "read\nwrite" or "read,write" is one odd value, and grants neither.
  const scopes = new FrozenSet(text.split(' ').filter((scope) => scope !== ''))
  if (text.length > LONGEST_TEXT) return scopes
  if (known.size >= MOST_TEXTS) known.clear()
  known.set(text, { text, scopes })
  return scopes
}

/**
 * `undefined` or `null`: the token has no scopes. A set is as good as a list. A reader that throws
 * has met claims that it was not written for, and no token may cause a 500.
 */
function scopesFromReader(read: ScopeReader, claims: JsonObject): ReadonlySet<string> {
  let scopes: unknown
  try {
    scopes = read(claims) ?? []
  } catch {
    throw new Refused('malformed_claim', 'scopeClaim threw')
  }
  return setOf(scopes instanceof Set ? [...(scopes as Set<unknown>)] : scopes, 'scopeClaim')
}

function setOf(value: unknown, name: string): ReadonlySet<string> {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw new Refused('malformed_claim', name)
  }
  return new FrozenSet(value)
}
