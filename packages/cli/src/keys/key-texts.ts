import { createPublicKey, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { CommandError } from '../command-error.js'

/** The public half of either. */
export function publicHalf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}

/** The public half as a JWK, with nothing but the key. Throws a CommandError. */
export function publicJwk(key: KeyObject): JWK {
  return jwkOf(publicHalf(key))
}

/** All of it as a JWK, the private half too where it is there. Throws a CommandError. */
export function jwkOf(key: KeyObject): JWK {
  try {
    return key.export({ format: 'jwk' })
  } catch {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
    throw new CommandError(`A key of the kind ${details?.namedCurve ?? type} has no JWK`)
  }
}

/** PEM: PKCS #8 of a private key, SubjectPublicKeyInfo of a public one. */
export function pemOf(key: KeyObject): string {
  const type = key.type === 'private' ? 'pkcs8' : 'spki'
  return key.export({ type, format: 'pem' }).toString()
}
