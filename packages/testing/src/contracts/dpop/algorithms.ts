import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { proofSignatureAttacks } from '../../attacks/dpop/proof-signatures.js'
import type { ProofKey } from '../../index.js'
import { compact } from '../../attacks/forge/compact.js'
import { curveKey } from '../../attacks/forge/curves.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server, ServerSetup, World } from '../world.js'
import { createClient, type DpopClient } from './clients.js'
import { expectInvalidProof } from './expect.js'
import { holderBy } from '../holders.js'
import { expectOddKeysRefused } from './odd-keys.js'
import { expectProofsRefused, refusesAttack } from './refused-proofs.js'

const PRESET = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')

const fewAlgorithms: ServerSetup = {
  key: 'DPoP with two algorithms',
  options: { dpop: { algorithms: ['ES256', 'EdDSA'] } },
}

/** RFC 9449 §4.3 #5, #6, §11.6: algorithms and signatures. */
export const algorithmCases: readonly ContractCase[] = [
  ...proofSignatureAttacks.map(refusesAttack),
  {
    ids: ['DPOP-07'],
    title: 'refuses ES256K and SHA-1, though the key is the one',
    async run(world) {
      const { privateKey, x, y } = curveKey('secp256k1')
      const jwk = { kty: 'EC', crv: 'secp256k1', x, y }
      const key = { algorithm: 'ES256', privateKey } as const
      await expectOddKeysRefused(world, [
        { key, jwk, alg: 'ES256K' },
        { key, jwk, alg: 'ES256' },
      ])
      const client = await createClient(world, { key: await holderBy(world, 'RS256') })
      const labelled = client.proof({ header: { alg: 'RS1' } })
      const text = labelled.split('.').slice(0, 2).join('.')
      await expectProofsRefused(await world.server(), client, {
        RS1: compact(text, sign('sha1', Buffer.from(text), client.key.privateKey)),
        'RS1 over SHA-256': labelled,
      })
    },
  },
  {
    ids: ['DPOP-39'],
    title: 'tells the algorithms that it takes, and takes each of them',
    async run(world) {
      await expectAlgorithms(world, await world.server(), PRESET)
      await expectAlgorithms(world, await world.server(fewAlgorithms), ['ES256', 'EdDSA'])
    },
  },
]

async function expectAlgorithms(
  world: World,
  server: Server,
  expected: readonly string[],
): Promise<void> {
  const { challenges } = await server.get('/r')
  const told = challenges.find(({ scheme }) => scheme === 'DPoP')?.params['algs']
  assert.deepEqual(told?.split(' ').toSorted(), expected.toSorted())
  const clients = await everyAlgorithm(world)
  await eachVariant(PRESET, async (algorithm) => {
    const client = clients.get(algorithm)
    assert.ok(client)
    const answer = await server.request(client.request())
    if (expected.includes(algorithm)) expectAccepted(answer)
    else expectInvalidProof(answer)
  })
}

async function everyAlgorithm(world: World): Promise<ReadonlyMap<string, DpopClient>> {
  const clients = PRESET.map(async (name) => {
    const algorithm = name as ProofKey['algorithm']
    return [name, await createClient(world, { key: await holderBy(world, algorithm) })] as const
  })
  return new Map(await Promise.all(clients))
}
