import type { ApprovalState } from '../../state/approval-state.js'
import { digest } from './digest.js'
import { orUnavailable } from './unavailable.js'

/**
 * Seconds: an hour, and what clocks may differ by. Nobody needs an assertion for longer, and each one that was
 * used is remembered as long.
 */
const LONGEST = 3_660
/**
 * Seconds that it is remembered for longer. The library counts the 300 seconds of a DPoP proof from when it came:
 * one whose clock is ahead is good for up to as much longer.
 */
const MARGIN = 310

/**
 * Makes what takes the place of `provider.ReplayDetection.unique`, which looks first and keeps then, so that
 * of two who come at once both are let in. Here it is one step for all instances.
 *
 * `true`: nobody has used it. `false`: somebody has, it has no name, or it is good for more than an hour, which
 * is too long to be remembered. Rejects with a 503 where that cannot be told. `exp` is in seconds since the epoch.
 */
export function uniqueOnce(
  state: ApprovalState,
): (iss: string, jti: string, exp: number) => Promise<boolean> {
  return async (iss, jti, exp) => {
    if (!isName(iss) || !isName(jti)) return false
    const left = exp - Date.now() / 1000
    if (!(left <= LONGEST)) return false
    // Apart from each other: the library writes them one behind the other.
    const key = `oidc:once:${digest(JSON.stringify([iss, jti]))}`
    const ttl = Math.max(Math.ceil(left), 0) + MARGIN
    return orUnavailable(async () => state.add(key, '1', ttl))
  }
}

/** Claims are whatever a client has signed. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
