import { Refused } from '../refused.js'
import type { KeySource, WantedKey } from './key-source.js'
import type { VerificationKey } from './verification-key.js'

/** How many keys of one name are tried; RFC 7517 §4.5 says that a set should not have two. */
const MAX_CANDIDATES = 4

/**
 * Finds the keys of an issuer that a token can have been signed with: one, but for sets that have a
 * name twice. Throws Refused where there is none, or no telling which; a DependencyError where the
 * keys cannot be had.
 */
export async function findKeys(
  source: KeySource,
  wanted: WantedKey,
): Promise<readonly VerificationKey[]> {
  const found = source.find(wanted)
  const keys = found instanceof Promise ? await found : found
  if (keys.length === 0) throw new Refused('unknown_key')
  // Without a name any number of keys may fit, and whoever sends the token would choose how much
  // we compute.
  const most = wanted.kid === undefined ? 1 : MAX_CANDIDATES
  if (keys.length > most) throw new Refused('ambiguous_key')
  return keys
}
