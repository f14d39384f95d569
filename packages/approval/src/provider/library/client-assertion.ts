import { errors, type KoaContextWithOIDC } from 'oidc-provider'

/** Seconds: that is how long a `jti` is remembered. */
const LONGEST_LIFE = 3_600
const LONGEST_ID = 512

/** Checks what a client assertion says of itself, beside what the library does (RFC 7523 §3). */
export function checkAssertion(
  _ctx: KoaContextWithOIDC,
  { aud, exp, jti }: Readonly<Record<string, unknown>>,
): void {
  if (typeof exp !== 'number' || exp - Date.now() / 1000 > LONGEST_LIFE) {
    throw new errors.InvalidClientAuth('the assertion lives too long')
  }
  if (typeof jti !== 'string' || jti.length > LONGEST_ID) {
    throw new errors.InvalidClientAuth('the assertion has no jti to remember')
  }
  // One for others, too, could have come from any of them.
  if (Array.isArray(aud) && aud.length !== 1) {
    throw new errors.InvalidClientAuth('the assertion is for several servers')
  }
}
