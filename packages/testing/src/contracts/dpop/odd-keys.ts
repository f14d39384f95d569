import { createHash } from 'node:crypto'
import type { ProofKey } from '../../index.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { World } from '../world.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'

/** A key, and what a proof that it has signed says the key is. */
export interface OddKey {
  readonly key: Pick<ProofKey, 'algorithm' | 'privateKey'> & Partial<ProofKey>
  readonly jwk: unknown
  /** What the header says, where it is not the algorithm of the key. */
  readonly alg?: unknown
}

/**
 * Sends proofs whose signatures are good, with tokens that are bound to the key as it is spelled, and
 * to the key as it should have been: whoever reads the spelling would find the right thumbprint.
 */
export async function expectOddKeysRefused(world: World, keys: readonly OddKey[]): Promise<void> {
  const server = await world.server()
  await eachVariant(
    keys,
    async ({ key, jwk, alg = key.algorithm }) => {
      const proper = { publicJwk: {}, thumbprint: '', ...key }
      const prints = [proper.thumbprint, thumbprint(jwk)].filter((print) => print !== '')
      await eachVariant(prints, async (jkt) => {
        const client = await createClient(world, { key: proper, claims: { cnf: { jkt } } })
        expectInvalidProof(
          await server.request(client.send(client.proof({ header: { jwk, alg } }))),
        )
      })
    },
    ({ jwk, alg }) => JSON.stringify({ jwk, alg }).slice(0, 400),
  )
  expectAccepted(await server.request((await createClient(world)).request()))
}

/** All members, the private ones too. */
export function privateJwk({ privateKey }: ProofKey): Readonly<Record<string, unknown>> {
  return privateKey.export({ format: 'jwk' })
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  oct: ['k', 'kty'],
  AKP: ['alg', 'kty', 'pub'],
}

/** RFC 7638, of the members as they are spelled; of nothing in particular where there are none. */
function thumbprint(jwk: unknown): string {
  const members = (jwk ?? {}) as Readonly<Record<string, unknown>>
  const names = MEMBERS[String(members['kty'])] ?? []
  const text = JSON.stringify(Object.fromEntries(names.map((name) => [name, members[name]])))
  return createHash('sha256').update(text).digest('base64url')
}
