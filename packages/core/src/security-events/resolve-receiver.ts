import {
  assertFunction,
  assertKnownNames,
  assertNumber,
  assertObject,
  assertOneOf,
  textList,
} from '../config/assert.js'
import { checkKeys } from '../config/check-keys.js'
import { issuerIdentifier } from '../config/identifiers.js'
import { resolveAlgorithms } from '../config/resolve-algorithms.js'
import { checkClock, resolveLimits } from '../config/resolve-members.js'
import { ConfigError, DependencyError } from '../errors.js'
import { keySourceOf } from '../keys/key-source-of.js'
import type { KeySource } from '../keys/key-source.js'
import type { EventReceiverOptions } from './receiver-options.js'
import type { EventTokenRules } from './event-token.js'

/** The options that both kinds of receivers have, checked. */
export interface ResolvedReceiver {
  readonly rules: Omit<EventTokenRules, 'types'>
  readonly keys: KeySource
  readonly list: EventReceiverOptions['list']
  readonly tokenIssuer: string
  readonly withdraw: 'session' | 'subject'
  readonly onEvent: EventReceiverOptions['onEvent']
  readonly maxBytes: number
}

const NAMES = Object.keys({
  issuer: true,
  audience: true,
  list: true,
  keys: true,
  algorithms: true,
  tokenIssuer: true,
  withdraw: true,
  onEvent: true,
  clockTolerance: true,
  maxBytes: true,
  fetch: true,
  clock: true,
} satisfies Record<keyof EventReceiverOptions, true>)

/** Seconds that keys outlive their lifetime while the provider is away: a day, as a verifier's. */
const MAX_STALE = 86_400

/** Checks what both kinds of receivers have, beside options of their own; throws a ConfigError. */
export function resolveReceiver(given: unknown, ownNames: readonly string[]): ResolvedReceiver {
  assertObject('options', given)
  assertKnownNames('', given, [...NAMES, ...ownNames])
  const options = given as unknown as EventReceiverOptions
  const { withdraw = 'session', clockTolerance = 5, maxBytes = 65_536, onEvent, list } = options
  const issuer = issuerIdentifier('issuer', options.issuer)
  const { tokenIssuer = issuer } = options
  issuerIdentifier('tokenIssuer', tokenIssuer)
  const audiences = textList('audience', options.audience)
  const algorithms = resolveAlgorithms('algorithms', options.algorithms)
  checkKeys('keys', options.keys)
  assertOneOf('withdraw', withdraw, ['session', 'subject'])
  assertNumber('clockTolerance', clockTolerance, { min: 0, max: 600 })
  assertNumber('maxBytes', maxBytes, { min: 1, max: 1_048_576, integer: true })
  if (onEvent !== undefined) assertFunction('onEvent', onEvent)
  if (options.fetch !== undefined) assertFunction('fetch', options.fetch)
  if (options.clock !== undefined) checkClock(options.clock)
  if (typeof (list as { revoke?: unknown } | null | undefined)?.revoke !== 'function') {
    throw new ConfigError('list', 'must be a revocation list, such as memoryRevocationList() makes')
  }
  const clock = options.clock ?? (() => Date.now())
  const keys = keySourceOf(
    { issuer, keys: options.keys, keysOption: 'keys', maxStale: MAX_STALE },
    {
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      clock,
      limits: resolveLimits({}),
    },
    undefined,
  )
  const now = (): number => presentOf(clock)
  const rules = { issuer, audiences, algorithms, keys, clockTolerance, now }
  return { rules, keys, list, tokenIssuer, withdraw, onEvent, maxBytes }
}

/** In seconds. Nothing expires by a clock that gives no number. */
function presentOf(clock: () => number): number {
  const milliseconds = clock()
  if (Number.isFinite(milliseconds)) return milliseconds / 1000
  throw new DependencyError('The clock does not tell the time')
}
