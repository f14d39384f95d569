import assert from 'node:assert/strict'
import { keyBindingAttacks } from '../../attacks/dpop/key-binding.js'
import { createProofKey, type ProofKey } from '../../index.js'
import { expectOnlyProviderFetched, WATCHED_SERVER } from '../attacks/outbound.js'
import type { ContractCase } from '../case.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'
import { holderBy } from '../holders.js'
import { expectOddKeysRefused } from './odd-keys.js'

/** RFC 9449 §4.3 #6: the signature of a proof. */
export const signatureCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-08'],
    title: 'fetches no key that a proof names',
    async run(world) {
      const server = await world.server(WATCHED_SERVER)
      const client = await createClient(world)
      const attack = keyBindingAttacks.find(({ id }) => id === 'proof-signed-by-stranger')
      const requests = Object.values((await attack?.requests(client)) ?? {})
      assert.notEqual(requests.length, 0)
      await eachVariant(requests, async ({ proofs }) => {
        expectInvalidProof(await server.request(client.send(proofs)))
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
