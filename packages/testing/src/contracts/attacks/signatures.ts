import assert from 'node:assert/strict'
import { compact } from '../../attacks/forge/compact.js'
import { twinSignature } from '../../attacks/forge/elliptic.js'
import { ecdsaSignatureAttacks } from '../../attacks/tokens/ecdsa-signatures.js'
import { signatureAttacks } from '../../attacks/tokens/signatures.js'
import { signatureOf } from '../../signature-of.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { keyOf } from './key-of.js'
import { refusesAttack } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Signatures that are missing, of another text, or no points of the curve. */
export const signatureCases: readonly ContractCase[] = [
  ...signatureAttacks.map(refusesAttack),
  ...ecdsaSignatureAttacks.map(refusesAttack),
  {
    ids: ['ATK-27'],
    title: 'takes the high-s twin of an ES256 signature for the same token, not for another one',
    async run(world) {
      const input = subjectIn(world).input()
      const signature = signatureOf(input, { key: keyOf(world.idp) })
      const server = await world.server()
      const first = expectAccepted(await server.get('/r', compact(input, signature)))
      const twin = compact(input, twinSignature(signature))
      assert.deepEqual(expectAccepted(await server.get('/r', twin)), first)
    },
  },
]
