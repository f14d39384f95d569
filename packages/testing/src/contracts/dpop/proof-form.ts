import { proofFormAttacks } from '../../attacks/dpop/proof-form.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair } from '../world.js'
import { createClient } from './clients.js'
import { refusesAttack } from './refused-proofs.js'

/** RFC 9449 §4.3 #1, #2: how a proof arrives, and that it is one. */
export const proofFormCases: readonly ContractCase[] = [
  ...proofFormAttacks.map(refusesAttack),
  {
    ids: ['DPOP-01'],
    title: 'accepts a bound token with a proof, whatever the method',
    async run(world) {
      const server = await world.server()
      const { request } = await createClient(world)
      await eachVariant(['GET', 'HEAD', 'POST', 'DELETE'], async (method) => {
        expectAccepted(await server.request(request({ method })))
      })
      await eachVariant(['/r/read', '/optional', '/optional/read'], async (path) => {
        expectAccepted(await server.request(request({ path })))
      })
    },
  },
  {
    ids: ['HTTP-02'],
    title: 'takes the scheme and the name of the field in any letter case',
    async run(world) {
      const server = await world.server()
      const { token, proof } = await createClient(world)
      const schemes = ['dpop ', 'DPOP ', 'dPoP ', 'DPoP ', 'DPoP   ']
      await eachVariant(schemes, (scheme) =>
        eachVariant(['dPoP', 'dpop', 'DPOP', 'DPoP'], async (name) => {
          const headers: HeaderPair[] = [
            ['authorization', `${scheme}${token}`],
            [name, proof()],
          ]
          expectAccepted(await server.request({ headers }))
        }),
      )
    },
  },
]
