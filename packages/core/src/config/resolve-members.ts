import type { ClaimsSchema } from '../claims-schema.js'
import type { ResolvedSources } from '../credentials/read-credentials.js'
import { ConfigError } from '../errors.js'
import type { DpopMode, Limits, VerifierOptions } from '../options.js'
import type { ReplayStore } from '../replay/replay-store.js'
import { trustedUrl } from './identifiers.js'
import {
  assertFunction,
  assertKnownNames,
  assertNumber,
  assertObject,
  assertOneOf,
  assertText,
} from './assert.js'

const TEN_YEARS = 315_360_000

export function resolveTimes(options: VerifierOptions): {
  clockTolerance: number
  maxTokenAge: number | undefined
} {
  const { clockTolerance = 5, maxTokenAge } = options
  assertNumber('clockTolerance', clockTolerance, { min: 0, max: 600 })
  if (maxTokenAge !== undefined)
    assertNumber('maxTokenAge', maxTokenAge, { min: 1, max: TEN_YEARS })
  return { clockTolerance, maxTokenAge }
}

export function resolveSources(given: unknown = {}): ResolvedSources {
  assertObject('sources', given)
  assertKnownNames('sources', given, ['header', 'body', 'query', 'cookie'])
  const { header = true, body = false, query = false, cookie } = given
  assertOneOf('sources.header', header, [true])
  assertOneOf('sources.body', body, [true, false])
  assertOneOf('sources.query', query, [true, false])
  if (
    cookie !== undefined &&
    (typeof cookie !== 'string' || !/^[\w!#$%&'*+\-.^`|~]+$/.test(cookie))
  ) {
    throw new ConfigError('sources.cookie', 'must be the name of a cookie (RFC 6265 §4.1.1)')
  }
  return { body: body === true, query: query === true, cookie }
}

const LIMITS = {
  tokenBytes: { preset: 16_384, max: 65_536 },
  jwksBytes: { preset: 524_288, max: 16_777_216 },
  jwksKeys: { preset: 1_000, max: 10_000 },
  issuers: { preset: 1_000, max: 100_000 },
  statusListBytes: { preset: 4_194_304, max: 134_217_728 },
  statusLists: { preset: 100, max: 10_000 },
} as const

export function resolveLimits(given: unknown = {}): Readonly<Required<Limits>> {
  assertObject('limits', given)
  assertKnownNames('limits', given, Object.keys(LIMITS))
  const limit = (name: keyof Limits): number => {
    const { preset, max } = LIMITS[name]
    const value = given[name] ?? preset
    assertNumber(`limits.${name}`, value, { min: 1, max, integer: true })
    return value
  }
  return {
    tokenBytes: limit('tokenBytes'),
    jwksBytes: limit('jwksBytes'),
    jwksKeys: limit('jwksKeys'),
    issuers: limit('issuers'),
    statusListBytes: limit('statusListBytes'),
    statusLists: limit('statusLists'),
  }
}

export function resolveRealm(given: unknown, audiences: readonly string[]): string {
  if (given === undefined) {
    return audiences[0]?.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '') || 'api'
  }
  assertText('realm', given)
  if (!/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(given)) {
    throw new ConfigError(
      'realm',
      'must be ASCII without quotes, backslashes and control characters',
    )
  }
  return given
}

export function resolveSchema(value: unknown): ClaimsSchema | undefined {
  if (value === undefined) return undefined
  const { '~standard': standard } = Object(value) as Partial<ClaimsSchema>
  if (typeof standard?.validate !== 'function') {
    throw new ConfigError('claims', 'must be a Standard Schema (zod, valibot, arktype …)')
  }
  return value as ClaimsSchema
}

// In seconds, the present is before this: everything would still be valid.
const EARLIEST_MILLISECONDS = 100_000_000_000

export function checkClock(value: unknown): void {
  assertFunction('clock', value)
  const now: unknown = (value as () => unknown)()
  if (typeof now !== 'number' || !(now >= EARLIEST_MILLISECONDS)) {
    throw new ConfigError('clock', 'must return milliseconds since the epoch')
  }
}

export function checkPublicUrl(value: unknown): void {
  trustedUrl('publicUrl', value)
  if (String(value).includes('?')) throw new ConfigError('publicUrl', 'must not have a query (?…)')
}

/** Refuses options that ask for bound tokens, and leave no way to present one. */
export function checkBindingOption(
  binding: unknown,
  mode: DpopMode,
  rest: { readonly sources: ResolvedSources; readonly hasCertificates: boolean },
): void {
  assertOneOf('binding', binding, ['allow', 'require'])
  if (binding === 'require' && mode === 'refuse' && !rest.hasCertificates) {
    throw new ConfigError('binding', 'cannot be required without DPoP and without "certificate"')
  }
  const { body, query, cookie } = rest.sources
  if (mode === 'require' && (body || query || cookie !== undefined)) {
    throw new ConfigError('sources', 'must be the header alone where DPoP is required')
  }
}

export function checkReplay(value: unknown): void {
  if (typeof (value as Partial<ReplayStore> | null)?.add !== 'function') {
    throw new ConfigError('replay', 'must be a replay store, such as memoryReplayStore() makes')
  }
}

/** How many verified tokens are kept; 0: none. */
export function resolveCache(given: unknown = {}): number {
  if (given === false) return 0
  if (given === true) throw new ConfigError('cache', 'must be false or { tokens }')
  assertObject('cache', given)
  assertKnownNames('cache', given, ['tokens'])
  const { tokens = 10_000 } = given
  assertNumber('cache.tokens', tokens, { min: 1, max: 1_000_000, integer: true })
  return tokens
}
