import { webcrypto, type KeyObject } from 'node:crypto'

/** A private P-256 key as WebCrypto has it: openid-client takes no other one. */
export async function cryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const bytes = key.export({ type: 'pkcs8', format: 'der' })
  return webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign'])
}
