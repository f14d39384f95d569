import { Refused } from '../refused.js'
import type { UnverifiedToken } from '../token/unverified-token.js'
import type { KeySource } from './key-source.js'
import type { VerificationKey } from './verification-key.js'

/**
 * Finds the one key of an issuer that a token can have been signed with.
 * Throws Refused where there is none, or several; a DependencyError where nobody can tell.
 */
export async function findKey(source: KeySource, token: UnverifiedToken): Promise<VerificationKey> {
  const { algorithm, kid } = token
  const current = source.current()
  const justLoaded = current instanceof Promise
  let keys = (justLoaded ? await current : current).select(algorithm, kid)
  if (keys.length === 0) {
    const newer = await source.renewed(justLoaded)
    if (newer) keys = newer.select(algorithm, kid)
  }
  const [key] = keys
  if (!key) throw new Refused('unknown_key')
  // Trying one after the other would let a token's sender choose how much we compute.
  if (keys.length > 1) throw new Refused('ambiguous_key')
  return key
}
