import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { expectInvalidProof, expectNonceDemanded, nonceOf } from './expect.js'
import { LIFETIME, nonces } from './servers.js'

/** RFC 9449 §4.3 #11, §11.1: a nonce says when its proof was made. */
export const nonceTimeCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-25'],
    title: 'lets the clock of a client be off, because the nonce tells the time',
    async run(world) {
      const server = await world.server(nonces)
      const { request } = await createClient(world)
      const nonce = nonceOf(await server.get('/r'))
      await eachVariant([-3600, -61, 61, 3600], async (offset) => {
        const claims = { iat: world.clock.now() + offset }
        expectAccepted(await server.request(request({}, { nonce, claims })))
      })
      const still = ['x', null, -1, undefined]
      await eachVariant(still, async (iat) => {
        expectInvalidProof(await server.request(request({}, { nonce, claims: { iat } })))
      })
    },
  },
  {
    ids: ['DPOP-51'],
    title: 'remembers a proof with a nonce for as long as the nonce is taken',
    async run(world) {
      const server = await world.server(nonces)
      const { request } = await createClient(world)
      const nonce = nonceOf(await server.get('/r'))
      const once = request({}, { nonce, claims: { iat: world.clock.now() - 3600 } })
      expectAccepted(await server.request(once))
      const seconds = Array.from({ length: LIFETIME / 4 }, (_, index) => index * 4)
      await eachVariant(seconds, async () => {
        expectInvalidProof(await server.request(once))
        world.clock.advance(4)
      })
      expectNonceDemanded(await server.request(once))
    },
  },
]
