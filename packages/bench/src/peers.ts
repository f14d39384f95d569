import { createPublicKey, type KeyObject } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import { JwtVerifier } from 'aws-jwt-verify'
import { createVerifier } from 'fast-jwt'
import { importJWK, jwtVerify } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { ISSUER } from './access-tokens.js'
import { AUDIENCE } from './providers.js'

/** Takes a token, or throws, or rejects. */
export type Check = (token: string) => unknown

export type Peer = 'fast-jwt' | 'aws-jwt-verify' | 'jsonwebtoken' | 'jose'

/** Nothing where it does not know the algorithm of the key. */
type MakeCheck = (key: SigningKey) => Check | undefined | Promise<Check>

/**
 * What others can be had for the same job. Each is set up once and in the way that makes it fastest,
 * has its key at hand, and checks signature, algorithm, issuer, audience and times.
 */
export const PEERS: Readonly<Record<Peer, MakeCheck>> = {
  'fast-jwt': (key) => fastJwt(key),
  'aws-jwt-verify': awsJwtVerify,
  jsonwebtoken: jsonWebToken,
  jose,
}

/** Its types do not tell of its cache. */
export interface FastJwtCheck {
  (token: string): unknown
  readonly cache: { readonly size: number } | null
}

/** With so many tokens in its cache, or as many as it has by itself, or without one. */
export function fastJwt(key: SigningKey, cache: boolean | number = false): FastJwtCheck {
  const check = createVerifier({
    key: publicKeyOf(key).export({ type: 'spki', format: 'pem' }).toString(),
    algorithms: [key.algorithm as 'RS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    cache,
  })
  return check as FastJwtCheck
}

function awsJwtVerify({ publicJwk, algorithm }: SigningKey): Check | undefined {
  if (algorithm.startsWith('PS')) return undefined
  const jwksUri = `${ISSUER}/jwks`
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri })
  verifier.cacheJwks({ keys: [publicJwk as { kty: 'RSA' }] })
  return (token) => verifier.verifySync(token)
}

function jsonWebToken(key: SigningKey): Check | undefined {
  if (key.algorithm === 'EdDSA') return undefined
  const publicKey = publicKeyOf(key)
  const algorithms = [key.algorithm as 'RS256']
  const options = { algorithms, issuer: ISSUER, audience: AUDIENCE }
  return (token) => jsonwebtoken.verify(token, publicKey, options)
}

async function jose({ publicJwk, algorithm }: SigningKey): Promise<Check> {
  const key = await importJWK(publicJwk, algorithm)
  const options = { algorithms: [algorithm], issuer: ISSUER, audience: AUDIENCE }
  return (token) => jwtVerify(token, key, options)
}

function publicKeyOf({ publicJwk }: SigningKey): KeyObject {
  return createPublicKey({ key: publicJwk, format: 'jwk' })
}
