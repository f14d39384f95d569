import { Refused } from '../refused.js'
import type { KeySource, WantedKey } from './key-source.js'
import type { VerificationKey } from './verification-key.js'

/**
 * How many keys are tried, of a set that has a name twice, or for a token that names none. With more,
 * whoever sends a token would choose how much we compute.
 */
const MAX_CANDIDATES = 4

/**
 * Finds the keys of an issuer that a token can have been signed with; almost always one. Throws
 * Refused where there is none, or too many; a DependencyError where the keys cannot be had.
 */
export function findKeys(
  source: KeySource,
  wanted: WantedKey,
  now?: number,
): readonly VerificationKey[] | Promise<readonly VerificationKey[]> {
  const found = source.find(wanted, now)
  return found instanceof Promise ? found.then(checked) : checked(found)
}

function checked(keys: readonly VerificationKey[]): readonly VerificationKey[] {
  if (keys.length === 0) throw new Refused('unknown_key')
  if (keys.length > MAX_CANDIDATES) throw new Refused('ambiguous_key')
  return keys
}
