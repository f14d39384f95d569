import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { refusedRequests } from '../refused-requests.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair } from '../world.js'
import { createClient } from './clients.js'
import { expectDpopRefused, expectNonceDemanded, nonceOf } from './expect.js'
import { LIFETIME, mixedNonces, nonces } from './servers.js'

const NO_STORE = ['no-store']
const ORIGIN: HeaderPair = ['Origin', 'https://app.example']

/** RFC 9449 §8: how nonces are made, and handed out. */
export const nextNonceCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-47'],
    title: 'hands out one nonce with every 401, and none that cannot be used',
    run: (world) =>
      eachVariant([nonces, mixedNonces], async (setup) => {
        const server = await world.server(setup)
        const { request } = await createClient(world)
        await eachVariant(await refusedRequests(world), async ({ request: refused }) => {
          // That there are never two, and what they are made of, is seen to for every answer.
          const answer = await server.request(refused)
          if (answer.status === 401 && !isStepUp(answer.challenges)) nonceOf(answer)
        })
        const nonce = nonceOf(await server.get('/r'))
        expectAccepted(await server.request(request({}, { nonce })))
        const plain = await (await world.server()).request(request())
        assert.equal(plain.headers['dpop-nonce'], undefined)
      }),
  },
  {
    ids: ['DPOP-49'],
    title: 'hands out the next nonce ahead of time, on an answer that no cache keeps',
    run: (world) =>
      eachVariant(['GET', 'HEAD', 'POST'], async (method) => {
        const server = await world.server(nonces)
        const { request } = await createClient(world)
        const nonce = nonceOf(await server.get('/r'))
        const now = await server.request(request({ method }, { nonce }))
        expectAccepted(now)
        assert.equal(now.headers['dpop-nonce'], undefined)
        assert.notDeepEqual(now.headers['cache-control'], NO_STORE)
        world.clock.advance(LIFETIME / 2)
        const answer = await server.request(request({ method }, { nonce }))
        expectAccepted(answer)
        assert.deepEqual(answer.headers['cache-control'], NO_STORE)
        const next = nonceOf(answer)
        assert.notEqual(next, nonce)
        expectAccepted(await server.request(request({ method }, { nonce: next })))
      }),
  },
  {
    ids: ['DPOP-47'],
    title: 'hands out no second nonce where a policy refuses what has earned one',
    async run(world) {
      const server = await world.server(nonces)
      const { request } = await createClient(world)
      const nonce = nonceOf(await server.get('/r'))
      world.clock.advance(LIFETIME / 2)
      const expected = [
        ['/r/write', { status: 403, error: 'insufficient_scope' }],
        ['/su', { status: 401, error: 'insufficient_user_authentication' }],
      ] as const
      await eachVariant(expected, async ([path, refusal]) => {
        const answer = await server.request(request({ path }, { nonce }))
        expectDpopRefused(answer, refusal)
        assert.notEqual(nonceOf(answer), nonce)
        assert.deepEqual(answer.headers['cache-control'], NO_STORE)
      })
    },
  },
  {
    ids: ['DPOP-42'],
    title: 'lets scripts of other origins read the challenge and the nonce',
    async run(world) {
      const server = await world.server(nonces)
      const { request } = await createClient(world)
      const init = { headers: [ORIGIN] }
      const both = ['www-authenticate', 'dpop-nonce']
      const anonymous = await server.request(init)
      assert.deepEqual(exposed(anonymous), both)
      expectNonceDemanded(await server.request(request(init)))
      assert.deepEqual(exposed(await server.request(request(init))), both)
      const nonce = nonceOf(anonymous)
      expectAccepted(await server.request(request(init, { nonce })))
      world.clock.advance(LIFETIME / 2)
      assert.deepEqual(exposed(await server.request(request(init, { nonce }))), ['dpop-nonce'])
      const forbidden = await server.request(request({ ...init, path: '/r/write' }, { nonce }))
      assert.deepEqual(exposed(forbidden), both)
      const plain = await (await world.server()).request(init)
      assert.deepEqual(exposed(plain), ['www-authenticate'])
    },
  },
]

function exposed({ headers }: { headers: Readonly<Record<string, string[]>> }): readonly string[] {
  const lines = headers['access-control-expose-headers'] ?? []
  return lines.flatMap((line) => line.split(',')).map((name) => name.trim().toLowerCase())
}

function isStepUp(challenges: readonly { params: Readonly<Record<string, string>> }[]): boolean {
  return challenges.some(({ params }) => params['acr_values'] !== undefined)
}
