import { createPublicKey, type KeyObject } from 'node:crypto'
import { JwtVerifier } from 'aws-jwt-verify'
import { createVerifier } from 'fast-jwt'
import { importJWK, jwtVerify } from 'jose'
import type { Check } from './check.js'
import type { Trusted } from './trusted.js'

// Peers that are no middleware by themselves, each in its fastest configuration that checks
// signature, algorithm, issuer, audience and expiry.

/**
 * Its cache is on where it helps, and off where every token would only be put into it. The default
 * hash names the tokens in it: it warns of every other.
 */
export function fastJwt({ issuer, audience, key, load }: Trusted): Check {
  return createVerifier({
    key: pem(key),
    algorithms: ['RS256'],
    allowedIss: issuer,
    allowedAud: audience,
    cache: load === 'hot',
  })
}

/** The synchronous one of its two, which needs its keys at hand. */
export function awsJwtVerify({ issuer, audience, key }: Trusted): Check {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/jwks` })
  verifier.cacheJwks({ keys: [key as typeof key & { kty: string; kid: string }] })
  return (token) => verifier.verifySync(token)
}

/** With the one key in the form that it works with, and none to choose from. */
export async function jose({ issuer, audience, key: jwk }: Trusted): Promise<Check> {
  const key = await importJWK(jwk, 'RS256')
  const options = { issuer, audience, algorithms: ['RS256'] }
  return (token) => jwtVerify(token, key, options)
}

/** What jsonwebtoken and all that is made of it are fastest with. */
export function keyObject(jwk: Trusted['key']): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' })
}

/** For what takes no key object. */
export function pem(jwk: Trusted['key']): string {
  return keyObject(jwk).export({ type: 'spki', format: 'pem' }).toString()
}
