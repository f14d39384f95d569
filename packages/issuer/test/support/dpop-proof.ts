import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { SigningKey } from '../../src/index.js'

/** The header with a proof for `POST`. Changes may make it a bad one; `undefined` takes a member away. */
export async function dpopProof(
  key: SigningKey,
  claims: { readonly htu: string; readonly iat: number } & Readonly<Record<string, unknown>>,
  header: object = {},
): Promise<{ DPoP: string }> {
  const { kid: _kid, use: _use, alg: _alg, ...jwk } = key.publicJwk
  const jwt = new SignJWT({ htm: 'POST', jti: randomUUID(), ...claims })
  jwt.setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header })
  return { DPoP: await jwt.sign(key.privateKey) }
}
