import { webcrypto } from 'node:crypto'
import type { JWK } from 'openid-client'

/** What a client proves by who it is: the private half never leaves this process. */
export interface ClientKey {
  readonly privateKey: webcrypto.CryptoKey
  readonly publicJwk: JWK
}

/** Makes one. A client of your own keeps it somewhere safe, and registers the public half. */
export async function createClientKey(): Promise<ClientKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])
  const jwk = await webcrypto.subtle.exportKey('jwk', publicKey)
  const { kty = 'EC', crv = 'P-256', x = '', y = '' } = jwk
  return { privateKey, publicJwk: { kty, crv, x, y, alg: 'ES256', use: 'sig', kid: 'print-shop' } }
}
