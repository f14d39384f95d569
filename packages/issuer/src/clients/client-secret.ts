import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What no secret has the hash of: whoever is not known is compared with it, and takes as long. */
const NOBODY = randomBytes(32)

/**
 * What to keep of a client's secret: SHA-256, base64url. For random secrets only, of 128 bits or more:
 * for a password that a person has chosen it is no protection.
 *
 * @throws TypeError if the secret is shorter than 32 characters.
 */
export function clientSecretHash(secret: string): string {
  if (typeof secret !== 'string' || secret.length < 32) {
    throw new TypeError('"secret" must be a random string of at least 32 characters')
  }
  return createHash('sha256').update(secret).digest('base64url')
}

/** Compares a secret with every hash, always for the same time. Without hashes it compares, and fails. */
export function isSecret(presented: string, hashes: readonly string[]): boolean {
  const digest = createHash('sha256').update(presented).digest()
  const known = hashes.map((hash) => Buffer.from(hash, 'base64url'))
  const matches = [NOBODY, ...known].map((one) => timingSafeEqual(digest, one))
  return matches.some((isMatch, at) => isMatch && at > 0)
}
