import { createPublicKey, createSecretKey } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import { signCompact, type TestIdentityProvider } from '../../index.js'

/** A token signed with HS256, the secret being the PEM of a published key (RFC 8725 §2.1). */
export function forgeHmac(idp: TestIdentityProvider, { kid, privateKey }: SigningKey): string {
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
  return signCompact({
    header: { alg: 'HS256', typ: 'at+jwt', kid },
    payload: idp.claims(),
    key: createSecretKey(Buffer.from(pem)),
    algorithm: 'HS256',
  })
}
