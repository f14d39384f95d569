import assert from 'node:assert/strict'
import { requestBindingAttacks } from '../../attacks/dpop/request-binding.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'
import { refusesAttack } from './refused-proofs.js'

const oddPaths: ServerSetup = {
  key: 'DPoP paths',
  routes: () =>
    ['/', '/r', '/p/:id'].map((path) => ({ method: 'get' as const, path, policies: [] })),
}

/** RFC 9449 §4.3 #8, #9: the request that a proof is for. */
export const targetCases: readonly ContractCase[] = [
  ...requestBindingAttacks.map(refusesAttack),
  {
    ids: ['DPOP-13'],
    title: 'asks for the path that was sent, however tolerant the framework is',
    async run(world) {
      const server = await world.server(oddPaths)
      const { request } = await createClient(world)
      const routed = [
        ['/p/a%2Fb', '/p/a/b'],
        ['/p/a%2Fb', '/p/a%252Fb'],
        ['/p/A', '/p/a'],
        ['/p/a+b', '/p/a%20b'],
        ['/p/a;b', '/p/a'],
      ] as const
      await eachVariant(routed, async ([path, proven]) => {
        expectInvalidProof(await server.request(request({ path }, { url: at(proven) })))
        expectAccepted(await server.request(request({ path })))
      })
      const tolerated = ['/r/', '/R', '//r', '/./r', '/x/../r', '/r%00', '/%72/', '/r\\']
      await eachVariant(tolerated, async (target) => {
        const { status } = await server.request(request({ target }))
        assert.ok([400, 401, 404].includes(status), `answered ${status}`)
      })
    },
  },
  {
    ids: ['DPOP-14', 'DPOP-15'],
    title: 'leaves out query and fragment, of the request and of htu',
    async run(world) {
      const server = await world.server()
      const client = await createClient(world)
      const paths = ['/r?a=1&b=2', '/r?', '/r?a=/x', '/r?htu=https://rs.example/x', '/r?%']
      await eachVariant(paths, async (path) => {
        expectAccepted(await server.request(client.send(client.proof(), { path })))
      })
      const tails = ['?a=1', '#x', '?zzz', '?', '#', '?a#b', '?a=/x']
      await eachVariant(tails, (tail) =>
        eachVariant(['/r', '/r?a=1'], async (path) => {
          const made = client.proof({ claims: { htu: `https://rs.example/r${tail}` } })
          expectAccepted(await server.request(client.send(made, { path })))
        }),
      )
    },
  },
  {
    ids: ['DPOP-16'],
    title: 'takes other spellings of the same URI (RFC 3986 §6.2.2, §6.2.3)',
    async run(world) {
      const server = await world.server(oddPaths)
      const spellings = [
        ['/p/%7Eu', 'HTTPS://RS.Example:443/p/~u'],
        ['/p/~u', 'https://rs.example/p/%7eu'],
        ['/', 'https://rs.example'],
        ['/', 'https://rs.example?a'],
        ['/p/a%2fb', 'https://rs.example/p/a%2Fb'],
        ['/p/a%2Fb', 'https://rs.example/p/a%2fb'],
        ['/r', 'https://rs.example/x/../r'],
        ['/r', 'https://rs.example/./r'],
        ['/r', 'https://rs.example/../r'],
        ['/r', 'https://rs.example/%72'],
        ['/r', 'https://rs.example:443/r'],
        ['/r', 'https://rs.example:/r'],
        ['/r', 'hTTps://rs.EXAMPLE/r'],
        ['/p/%E2%82%AC', 'https://rs.example/p/%e2%82%ac'],
      ] as const
      await eachVariant(spellings, async ([path, htu]) => {
        const { send, proof } = await createClient(world)
        expectAccepted(await server.request(send(proof({ claims: { htu } }), { path })))
      })
    },
  },
]

function at(path: string): string {
  return `https://rs.example${path}`
}
