import type { TestClock, TestIdentityProvider } from '@countersign/testing'
import { remoteKeysLoader } from '../../src/keys/load-remote-keys.js'
import { REMOTE_PACE } from '../../src/keys/refresh-schedule.js'
import { RefreshingKeys, type RefreshingKeysOptions } from '../../src/keys/refreshing-keys.js'

/** A key source as verifiers have it, but for chance: refreshes are as late as they may be. */
export function remoteSource(
  { issuer }: Pick<TestIdentityProvider, 'issuer'>,
  clock: TestClock,
  changes: Partial<RefreshingKeysOptions> & { readonly jwksUri?: string } = {},
): RefreshingKeys {
  const { jwksUri, ...others } = changes
  const maxStale = others.maxStale ?? 86_400
  return new RefreshingKeys({
    issuer,
    keysUrl: jwksUri,
    load: remoteKeysLoader({ issuer, jwksUri, fetch, maxBytes: 524_288, maxStale, clock }),
    pace: REMOTE_PACE,
    maxKeys: 1_000,
    maxStale,
    idleAfter: undefined,
    clock,
    random: () => 1,
    ...others,
  })
}
