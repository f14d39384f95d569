import type { IssuerProfile } from '../config/resolve-issuer.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import type { KeySource } from './key-source.js'
import { fileKeysLoader } from './load-file-keys.js'
import { remoteKeysLoader } from './load-remote-keys.js'
import { FILE_PACE, REMOTE_PACE } from './refresh-schedule.js'
import { RefreshingKeys } from './refreshing-keys.js'
import { staticKeys } from './static-keys.js'

/** What keys are loaded with. */
export type Surroundings = Pick<ResolvedOptions, 'fetch' | 'clock' | 'limits'>

/**
 * Makes the key source that the options of an issuer ask for. `idleAfter`: seconds without use
 * after which its keys are refreshed no more. Throws a ConfigError for static keys without use.
 */
export function keySourceOf(
  {
    issuer,
    keys,
    keysOption,
    maxStale,
  }: Pick<IssuerProfile, 'issuer' | 'keys' | 'keysOption' | 'maxStale'>,
  { fetch, clock, limits }: Surroundings,
  idleAfter: number | undefined,
): KeySource {
  const { jwksBytes: maxBytes, jwksKeys: maxKeys } = limits
  if (keys && !(keys instanceof URL)) return staticKeys(keysOption, issuer, keys, maxKeys)
  const keysUrl = keys?.href
  const common = { issuer, keysUrl, maxKeys, maxStale, idleAfter, clock }
  if (keys?.protocol === 'file:') {
    return new RefreshingKeys({ ...common, pace: FILE_PACE, load: fileKeysLoader(keys, maxBytes) })
  }
  const load = remoteKeysLoader({ issuer, jwksUri: keysUrl, fetch, maxBytes, maxStale, clock })
  return new RefreshingKeys({ ...common, pace: REMOTE_PACE, load })
}
