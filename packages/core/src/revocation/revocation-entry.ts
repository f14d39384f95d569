import { assertKnownNames, assertObject, assertText } from '../config/assert.js'
import { ConfigError, DependencyError } from '../errors.js'
import { kindOf, KINDS } from './revocation-kinds.js'
import type { Revocation } from './revocation-list.js'
import { revocationName } from './revocation-name.js'

/** What a list remembers of a withdrawal. */
export interface RevocationEntry {
  /** 16 characters, each of which is a byte: a digest of what is withdrawn. */
  readonly name: string
  /** The second at which it may be forgotten; a whole number. */
  readonly expiry: number
  /** The last second whose tokens it withdraws; 0 where it withdraws all. */
  readonly before: number
}

/** How long a list remembers. */
export interface EntryRules {
  /** Seconds since the epoch. */
  readonly now: number
  /** Seconds that tokens live at most. */
  readonly maxTokenLifetime: number
}

/** Seconds are kept in 32 bits, which do until 2106. */
const LAST_SECOND = 0xffff_ffff

/** Seconds. As much as a verifier's `clockTolerance` can be: a token is taken so long after its `exp`. */
const TOLERANCE = 600

/** An identifier is part of a token, and no token is longer. */
const LONGEST_IDENTIFIER = 65_536

const IDENTIFIERS = [...new Set(KINDS.flatMap(({ identifiers }) => identifiers))]

/**
 * What has to be remembered of a withdrawal. Throws a ConfigError, which names the property, for one
 * that withdraws nothing, or perhaps something else than was meant.
 */
export function revocationEntry(revocation: Revocation, rules: EntryRules): RevocationEntry {
  const { now, maxTokenLifetime } = rules
  if (!Number.isFinite(now)) throw new DependencyError('The revocation list does not know the time')
  const given: unknown = revocation
  assertObject('revocation', given)
  assertKnownNames('revocation', given, ['issuer', ...IDENTIFIERS, 'before', 'expiresAt'])
  // What is there and undefined is a mistake: without it, more would be withdrawn than was meant.
  for (const one of ['issuer', ...IDENTIFIERS]) {
    if (one === 'issuer' || Object.hasOwn(given, one)) assertIdentifier(one, given[one])
  }
  const kind = kindOf(IDENTIFIERS.filter((one) => Object.hasOwn(given, one)))
  if (kind < 0) {
    throw new ConfigError(
      'revocation',
      'must name a tokenId, a grantId, a sessionId, or else a subject, a clientId, or both of these',
    )
  }
  const hasMoment = KINDS[kind]?.hasMoment === true
  if (!hasMoment && Object.hasOwn(given, 'before')) {
    throw new ConfigError('revocation.before', 'goes with a subject or a clientId only')
  }
  const before = hasMoment ? secondOf(given, 'before', now) : 0
  // Twice: a token may have come from a clock that was so much ahead.
  const last = Math.max(now, before) + maxTokenLifetime + TOLERANCE
  const expiry = secondOf(given, 'expiresAt', last) + TOLERANCE
  const name = revocationName(kind, revocation.issuer, revocation)
  if (name === undefined) throw new TypeError('every identifier of a kind is there')
  return {
    name,
    expiry: Math.min(Math.ceil(expiry), LAST_SECOND),
    before: Math.floor(before),
  }
}

function assertIdentifier(property: string, value: unknown): void {
  assertText(`revocation.${property}`, value)
  if (value.length > LONGEST_IDENTIFIER) {
    throw new ConfigError(
      `revocation.${property}`,
      `is longer than ${LONGEST_IDENTIFIER} characters`,
    )
  }
}

/** Milliseconds would be later than any second that fits. */
function secondOf(given: Record<string, unknown>, property: string, preset: number): number {
  if (!Object.hasOwn(given, property)) return preset
  const value = given[property]
  if (typeof value === 'number' && value >= 0 && value <= LAST_SECOND) return value
  throw new ConfigError(`revocation.${property}`, 'must be in seconds since the epoch')
}
