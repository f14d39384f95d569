import { sign } from 'node:crypto'
import { createProofKey, signCompact, type ProofKey } from '../../index.js'
import { expectOnlyProviderFetched, WATCHED_SERVER } from '../attacks/outbound.js'
import { compact } from '../attacks/forge/compact.js'
import type { ContractCase } from '../case.js'
import { createClient, strangerOf } from './clients.js'
import { holderBy } from '../holders.js'
import { expectOddKeysRefused } from './odd-keys.js'
import { expectProofsRefused } from './refused-proofs.js'

/** RFC 9449 §4.3 #6: the signature of a proof. */
export const signatureCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-08'],
    title: 'verifies the signature with the key in the header, and with no other',
    async run(world) {
      const server = await world.server(WATCHED_SERVER)
      const client = await createClient(world)
      const other = await strangerOf(world)
      const jwk = client.key.publicJwk
      const byOther = (header: object): string =>
        signCompact({
          header: { typ: 'dpop+jwt', alg: 'ES256', ...header },
          payload: Buffer.from(client.proof().split('.')[1] ?? '', 'base64url'),
          key: other.privateKey,
          algorithm: 'ES256',
        })
      const at = { jku: 'http://127.0.0.1:9/jwks', x5u: 'http://127.0.0.1:9/x5u' }
      const [header = '', payload = '', signature = ''] = client.proof().split('.')
      const { privateKey } = client.key
      const der = sign('sha256', Buffer.from(`${header}.${payload}`), privateKey)
      await expectProofsRefused(server, client, {
        'signed by another': byOther({ jwk }),
        'kid of another beside': byOther({ jwk, kid: other.thumbprint }),
        'addresses beside': byOther({ jwk, ...at, x5c: ['AAAA'] }),
        'addresses in place of it': byOther({ ...at, kid: other.thumbprint }),
        'no signature': `${header}.${payload}.`,
        'half a signature': `${header}.${payload}.${signature.slice(0, 43)}`,
        zeros: compact(`${header}.${payload}`, Buffer.alloc(64)),
        'of another proof': `${header}.${payload}.${client.proof().split('.')[2]}`,
        DER: compact(`${header}.${payload}`, der),
        'a payload of another proof': `${header}.${client.proof().split('.')[1]}.${signature}`,
      })
      expectOnlyProviderFetched(world)
    },
  },
  {
    ids: ['DPOP-08'],
    title: 'refuses algorithms that are not for the key',
    async run(world) {
      const [rsa, p384] = [await holderBy(world, 'RS256'), await createProofKey('ES384')]
      const pss = { ...rsa, algorithm: 'PS256' } as const
      await expectOddKeysRefused(world, [
        ...['ES256', 'PS256', 'RS512', 'EdDSA'].map((alg) => odd(rsa, alg)),
        ...['ES256', 'ES512', 'RS256', 'Ed25519'].map((alg) => odd(p384, alg)),
        // With good signatures by those very algorithms.
        odd({ ...p384, algorithm: 'ES256' }, 'ES256'),
        { key: pss, jwk: { ...rsa.publicJwk, alg: 'RS256' } },
      ])
    },
  },
]

function odd(key: ProofKey, alg: string): { key: ProofKey; jwk: object; alg: string } {
  return { key, jwk: key.publicJwk, alg }
}
