import assert from 'node:assert/strict'
import { proofTimeAttacks } from '../../attacks/dpop/proof-times.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'
import { refusesAttack } from './refused-proofs.js'

const longer: ServerSetup = {
  key: 'DPoP with a longer window',
  options: { dpop: { maxAge: 300, skew: 60 } },
}
const shorter: ServerSetup = {
  key: 'DPoP with a shorter window',
  options: { dpop: { maxAge: 15, skew: 5 } },
}

/** RFC 9449 §4.3 #11, §11.1: when a proof was made. */
export const timeCases: readonly ContractCase[] = [
  ...proofTimeAttacks.map(refusesAttack),
  {
    ids: ['DPOP-22', 'DPOP-23'],
    title: 'takes proofs of the last minute, and of a clock that is ten seconds ahead',
    async run(world) {
      const { clock } = world
      const { proof, send } = await createClient(world)
      const made = (offset: number) => send(proof({ claims: { iat: clock.now() + offset } }))
      const windows = [
        [undefined, [0, -1, -59, 8, 10], [-60, -61, -3600, -clock.now(), 11, 61, 86_400]],
        [longer, [-61, -299, 11, 60], [-300, -301, 61, 300]],
        [shorter, [-14, 5], [-15, -16, 6, 10]],
      ] as const
      await eachVariant(windows, async ([setup, taken, refused]) => {
        const server = await world.server(setup)
        await eachVariant(taken, async (offset) => {
          expectAccepted(await server.request(made(offset)))
        })
        await eachVariant(refused, async (offset) => {
          expectInvalidProof(await server.request(made(offset)))
        })
      })
    },
  },
  {
    ids: ['DPOP-24'],
    title: 'takes fractions of a second',
    async run(world) {
      const server = await world.server()
      const { proof, send } = await createClient(world)
      await eachVariant([-0.5, -1.25, 0.75, -59.5, 9.5], async (offset) => {
        const iat = world.clock.now() + offset
        expectAccepted(await server.request(send(proof({ claims: { iat } }))))
      })
    },
  },
  {
    ids: ['DPOP-51', 'ATK-93'],
    title: 'remembers a proof for as long as it could be used, also one that is dated ahead',
    run: (world) =>
      eachVariant([undefined, shorter], async (setup) => {
        const { clock } = world
        const [maxAge, skew] = setup ? [15, 5] : [60, 10]
        const server = await world.server(setup)
        const { proof, send } = await createClient(world)
        const iat = clock.now() + skew
        const request = send(proof({ claims: { iat } }))
        expectAccepted(await server.request(request))
        // Every second of its life, and a few after it.
        const seconds = Array.from({ length: skew + maxAge + 5 }, (_, second) => second)
        await eachVariant(seconds, async () => {
          expectInvalidProof(await server.request(request))
          clock.advance(1)
        })
        assert.ok(clock.now() > iat + maxAge)
      }),
  },
]
