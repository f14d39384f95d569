import { ConfigError } from '../errors.js'
import type { RevocationList } from '../revocation/revocation-list.js'
import { assertNumber } from './assert.js'

/** One list or several, as a list; throws a ConfigError for anything that is no revocation list. */
export function resolveRevocation(value: unknown = []): readonly RevocationList[] {
  const lists: readonly unknown[] = Array.isArray(value) ? value : [value]
  // `Array.from` sees holes, which `map` skips.
  return Array.from(lists, (list) => {
    const { isRevoked, maxTokenLifetime } = Object(list) as Partial<RevocationList>
    if (typeof isRevoked !== 'function') {
      throw new ConfigError(
        'revocation',
        'must be a revocation list, such as memoryRevocationList() makes, or a list of them',
      )
    }
    if (maxTokenLifetime !== undefined) {
      const range = { min: 1, max: Number.MAX_SAFE_INTEGER }
      assertNumber('revocation.maxTokenLifetime', maxTokenLifetime, range)
    }
    return list as RevocationList
  })
}
