import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'

/** RFC 9449 §4.3 #8: the method that a proof is for. */
export const methodCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-11'],
    title: 'tells HEAD from GET',
    async run(world) {
      const server = await world.server()
      const { request } = await createClient(world)
      const head = { method: 'HEAD' }
      expectInvalidProof(await server.request(request(head, { method: 'GET' })))
      expectInvalidProof(await server.request(request(head, { method: 'head' })))
      expectAccepted(await server.request(request(head)))
    },
  },
  {
    ids: ['DPOP-12'],
    title: 'compares htm with the method on the wire, whatever asks to override it',
    async run(world) {
      const server = await world.server()
      const { request } = await createClient(world)
      const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']
      await eachVariant(names, async (name) => {
        const init = { method: 'POST', headers: [[name, 'DELETE']] as const }
        expectAccepted(await server.request(request(init)))
        expectInvalidProof(await server.request(request(init, { method: 'DELETE' })))
      })
      const query = { method: 'POST', path: '/r?_method=DELETE' }
      expectAccepted(await server.request(request(query)))
      expectInvalidProof(await server.request(request(query, { method: 'DELETE' })))
    },
  },
]
