import { otherJwtAttacks } from '../../attacks/dpop/other-jwts.js'
import type { Overrides } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { refusesAttack } from './refused-proofs.js'

/** RFC 9449 §4.2: what else may stand in a proof, and what else is no proof. */
export const otherJwtCases: readonly ContractCase[] = [
  ...otherJwtAttacks.map(refusesAttack),
  {
    ids: ['DPOP-54'],
    title: 'takes claims and headers that it does not know',
    async run(world) {
      const server = await world.server()
      const { proof: made, send } = await createClient(world)
      const now = world.clock.now()
      const claims: readonly Overrides[] = [
        { foo: 1 },
        { iss: 'c1', sub: 'c1', aud: [world.audience], nonce: 'unasked' },
        { exp: now + 10, nbf: now - 10 },
        { nbf: now + 5 },
        { toString: 'x', constructor: {} },
      ]
      await eachVariant(claims, async (more) => {
        expectAccepted(await server.request(send(made({ claims: more }))))
      })
      await eachVariant([{ x: 1 }, { kid: 'k' }, { cty: 'x' }], async (header) => {
        expectAccepted(await server.request(send(made({ header }))))
      })
    },
  },
]
