import { randomBytes } from 'node:crypto'
import type { ServerSetup } from '../world.js'

/** Nothing but the scheme DPoP. */
export const proofsOnly: ServerSetup = { key: 'DPoP alone', options: { dpop: 'require' } }

/** No DPoP. */
export const bearerOnly: ServerSetup = { key: 'Bearer alone', options: { dpop: 'refuse' } }

const secret = randomBytes(32)

/** How long nonces live, in seconds. */
export const LIFETIME = 120

/** Asks for nonces, in proofs of one scheme alone. */
export const nonces: ServerSetup = nonceServer('DPoP alone with nonces', 'require')

/** Asks for nonces, and takes bearer tokens too. */
export const mixedNonces: ServerSetup = nonceServer('DPoP with nonces', 'allow')

/** Servers of one secret take each other's nonces. */
export function nonceServer(
  key: string,
  mode: 'allow' | 'require',
  nonce: Readonly<Record<string, unknown>> = {},
): ServerSetup {
  return { key, options: { dpop: { mode, nonce: { secret, lifetime: LIFETIME, ...nonce } } } }
}
