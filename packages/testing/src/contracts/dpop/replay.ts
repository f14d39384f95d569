import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server } from '../world.js'
import { createClient } from './clients.js'
import { expectDpopRefused, expectInvalidDpopToken, expectInvalidProof } from './expect.js'

/** RFC 9449 §11.1: each proof works once. */
export const replayCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-50'],
    title: 'refuses the same request a second time',
    async run(world) {
      const server = await world.server()
      const { request, proof, send } = await createClient(world)
      await eachVariant(['GET', 'HEAD', 'POST', 'DELETE'], async (method) => {
        const once = request({ method })
        expectAccepted(await server.request(once))
        expectInvalidProof(await server.request(once))
        expectInvalidProof(await server.request(once))
      })
      // The jti alone counts: another signature and another query make no other proof.
      const jti = 'the same'
      expectAccepted(await server.request(send(proof({ claims: { jti } }))))
      const again = send(proof({ claims: { jti, more: 1 } }), { path: '/r?a=1' })
      expectInvalidProof(await server.request(again))
    },
  },
  {
    ids: ['DPOP-52', 'ATK-94'],
    title: 'takes one of 50 parallel uses of a proof',
    async run(world) {
      const server = await world.server()
      const { request } = await createClient(world)
      await expectOneAccepted(request(), Array(50).fill(server))
      const { core, clock } = world
      const replay = core.memoryReplayStore({ clock })
      const setups = ['first', 'second'].map((name) => `DPoP, ${name} of two with one store`)
      const [first, second] = await Promise.all(
        setups.map((key) => world.server({ key, options: { replay } })),
      )
      assert.ok(first && second)
      const servers = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? first : second))
      await expectOneAccepted(request(), servers)
    },
  },
  {
    ids: ['DPOP-52'],
    title: 'knows a proof that another server of the same store has seen',
    async run(world) {
      const { core, clock } = world
      const replay = core.memoryReplayStore({ clock })
      const [first, second] = [
        await world.server({ key: 'DPoP, shared store, one', options: { replay } }),
        await world.server({ key: 'DPoP, shared store, two', options: { replay } }),
      ]
      const { request } = await createClient(world)
      const [one, other] = [request(), request()]
      expectAccepted(await first.request(one))
      expectInvalidProof(await second.request(one))
      expectAccepted(await second.request(other))
      expectInvalidProof(await first.request(other))
    },
  },
  {
    ids: [],
    title: 'counts a proof as used only where nothing else was wrong',
    async run(world) {
      const { idp, clock } = world
      const server = await world.server()
      const client = await createClient(world)
      const made = client.proof()
      const expired = await idp.token({ exp: clock.now() - 1, iat: clock.now() - 300 })
      const wrong = await createClient(world, { token: expired })
      expectInvalidProof(await server.request(client.send(made, { method: 'POST' })))
      expectInvalidProof(await server.request(client.send(made, { path: '/r/read' })))
      expectInvalidProof(await server.request(client.send([made, made])))
      expectInvalidDpopToken(await server.request(wrong.send(made)))
      expectAccepted(await server.request(client.send(made)))
      // A policy speaks after the proof: that one is used up.
      const forbidden = client.request({ path: '/r/write' })
      const expected = { status: 403, error: 'insufficient_scope' } as const
      expectDpopRefused(await server.request(forbidden), expected)
      expectInvalidProof(await server.request(forbidden))
    },
  },
  {
    ids: [],
    title: 'answers 503 where nobody can tell whether a proof was used',
    run: (world) =>
      eachVariant(
        brokenStores,
        async ([name, add]) => {
          const server = await world.server({ key: `DPoP, ${name}`, options: { replay: { add } } })
          const { request, send } = await createClient(world)
          expectUnavailable(await server.request({ ...request(), outage: true }))
          expectInvalidProof(await server.request(send([])))
          expectAccepted(await server.get('/r', await world.idp.token()))
        },
        ([name]) => name,
      ),
  },
]

const brokenStores: readonly (readonly [string, () => unknown])[] = [
  ['a store that rejects', () => Promise.reject(new Error('away'))],
  [
    'a store that throws',
    () => {
      throw new Error('away')
    },
  ],
  ['a store that says nothing', () => undefined],
  ['a store that says OK', () => Promise.resolve('OK')],
]

async function expectOneAccepted(
  request: Parameters<Server['request']>[0],
  servers: readonly Server[],
): Promise<void> {
  const answers = await Promise.all(servers.map((server) => server.request(request)))
  const accepted = answers.filter(({ status }) => status === 200)
  assert.equal(accepted.length, 1, `${accepted.length} of ${answers.length} were accepted`)
  for (const answer of answers) if (answer.status !== 200) expectInvalidProof(answer)
}
