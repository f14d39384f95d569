import { resolveIssuer, type IssuerDefaults, type IssuerProfile } from '../config/resolve-issuer.js'
import { ConfigError } from '../errors.js'
import { inTime } from '../in-time.js'
import type { TrustedIssuer } from '../options.js'

/** Seconds that the function may take. */
const TIMEOUT = 5

/**
 * Asks the trusted-issuer function for one issuer; `undefined`: not trusted.
 * Rejects with a ConfigError where it returns options that are wrong, and with whatever it throws,
 * or an Error after 5 seconds.
 */
export async function askTrustedIssuer(
  trustedIssuer: TrustedIssuer,
  identifier: string,
  defaults: IssuerDefaults,
): Promise<IssuerProfile | undefined> {
  const options = await inTime(TIMEOUT, trustedIssuer(identifier))
  // A look-up in a database says `null`.
  if (options === undefined || options === null) return undefined
  const profile = resolveIssuer(options, defaults, 'issuer()')
  if (profile.decryption && !defaults.decryption) {
    // Otherwise none of its tokens could ever be taken, and nobody would know why.
    throw new ConfigError(
      'issuer().decryption',
      'needs the "decryption" of the verifier: a token says who issued it once it is open',
    )
  }
  const { introspection } = profile
  if (introspection?.tokens === 'opaque' && introspection !== defaults.introspection) {
    // Nothing leads from an opaque token to an issuer, so it would never be asked.
    throw new ConfigError(`${introspection.option}.for`, 'must be "jwt" or "all" here')
  }
  // An answer for another issuer would put that issuer's tokens under the wrong keys.
  return profile.issuer === identifier ? profile : undefined
}
