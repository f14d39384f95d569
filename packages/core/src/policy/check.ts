import type { Authentication } from '../authentication.js'
import { ConfigError } from '../errors.js'
import type { TokenRequest } from '../token-request.js'
import { booleanOf, DENIED } from './decide.js'
import type { Policy } from './policy.js'

/**
 * Anything else: a function that says `true` or `false`. What it throws is passed on as it is, and
 * any other value throws a ConfigError: a failure of the application's, answered with its 500.
 * Within `allOf` it is asked last, and only where nothing else denies.
 */
export function check(
  decide: (
    auth: Authentication<unknown>,
    request: TokenRequest | undefined,
  ) => boolean | Promise<boolean>,
): Policy {
  if (typeof decide !== 'function') throw new ConfigError('check', 'takes a function')
  return {
    description: `check(${decide.name})`,
    last: true,
    async evaluate({ auth, request }) {
      return booleanOf('check', await decide(auth, request)) ? undefined : DENIED
    },
  }
}
