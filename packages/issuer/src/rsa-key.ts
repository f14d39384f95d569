import type { KeyObject } from 'node:crypto'

/**
 * Whether a public key is no RSA key, or one of 2048 to 8192 bits with a sound exponent: with an exponent
 * of 1 a signature is what it signs, and a secret is what it is encrypted to.
 */
export function isSoundIfRsa({ asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength, publicExponent = 0n } = asymmetricKeyDetails
  if (modulusLength === undefined) return true
  const isStrong = modulusLength >= 2048 && modulusLength <= 8192
  return isStrong && publicExponent >= 3n && publicExponent % 2n === 1n
}
