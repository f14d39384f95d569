import { createPublicKey } from 'node:crypto'
import type { Trusted } from './peer-api.js'

type PublishedKey = Record<string, string> & { kty: string; kid: string }

/** The set that the issuer publishes. */
export async function keySetOf({ jwksUri }: Trusted): Promise<{ readonly keys: PublishedKey[] }> {
  const response = await fetch(jwksUri)
  return (await response.json()) as { readonly keys: PublishedKey[] }
}

/** Its first key, as PEM: for what takes no set. */
export async function pemOf(trusted: Trusted): Promise<string> {
  const [key] = (await keySetOf(trusted)).keys
  if (key === undefined) throw new TypeError('the issuer publishes no key')
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
}
