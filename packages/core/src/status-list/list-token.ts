import type { Algorithm } from '../algorithms.js'
import type { KeySource } from '../keys/key-source.js'
import { Refused } from '../refused.js'
import { checkJwtTimes } from '../token/jwt-times.js'
import { parseJwt, verifyJwt } from '../token/signed-jwt.js'
import type { JsonObject } from '../token/strict-json.js'
import { readStatusList, type StatusList } from './status-list.js'

/** A status list, and what its token says of how long it is good. Times in seconds. */
export interface ListToken {
  readonly list: StatusList
  readonly issuedAt: number
  /** Not to be relied on from then on; `undefined`: it does not say. */
  readonly until: number | undefined
  readonly ttl: number | undefined
}

/** What a status list token is measured by. */
export interface ListTokenRules {
  readonly uri: string
  /** Whoever signs the list. */
  readonly issuer: string
  readonly keys: KeySource
  readonly algorithms: ReadonlySet<Algorithm>
  /** Seconds. */
  readonly clockTolerance: number
  /** Of the inflated list. */
  readonly maxBytes: number
  /** Seconds since the epoch. */
  readonly now: () => number
}

const TYPES = new Set(['statuslist+jwt'])

/**
 * Verifies a status list token (draft §5.1, §8.3). Rejects with Refused, or with a DependencyError
 * where the keys cannot be had.
 */
export async function readListToken(text: string, rules: ListTokenRules): Promise<ListToken> {
  const { algorithms, keys } = rules
  const jwt = parseJwt(text)
  checkParties(jwt.claims, rules)
  const claims = await verifyJwt(jwt, { types: TYPES, algorithms, keys })
  const { issuedAt, until } = checkJwtTimes(claims, rules.clockTolerance, rules.now())
  const ttl = checkedTtl(claims['ttl'])
  const list = await readStatusList(claims['status_list'], rules.maxBytes)
  return { list, issuedAt, until, ttl }
}

/** Otherwise a good list could be served in place of another. */
function checkParties({ sub, iss }: JsonObject, { uri, issuer }: ListTokenRules): void {
  if (sub !== uri) throw new Refused('malformed_claim', 'sub')
  if (iss !== undefined && iss !== issuer) throw new Refused('malformed_claim', 'iss')
}

/** Draft §5.1: a positive number. */
function checkedTtl(ttl: unknown): number | undefined {
  if (ttl === undefined || (typeof ttl === 'number' && ttl > 0)) return ttl
  throw new Refused('malformed_claim', 'ttl')
}
