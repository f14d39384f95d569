import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, Server } from '../world.js'
import { createClient } from './clients.js'
import { expectInvalidProof, expectNonceDemanded, nonceOf } from './expect.js'
import { LIFETIME, mixedNonces, nonces, nonceServer } from './servers.js'

const WINDOW = LIFETIME / 2

/** RFC 9449 §9, §11.3: proofs with a nonce of ours. */
export const nonceCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-43'],
    title: 'asks for a nonce, and hands it out',
    run: (world) =>
      eachVariant([nonces, mixedNonces], async (setup) => {
        const server = await world.server(setup)
        const { request } = await createClient(world)
        await eachVariant(['GET', 'HEAD', 'POST'], async (method) => {
          const nonce = expectNonceDemanded(await server.request(request({ method })))
          expectAccepted(await server.request(request({ method }, { nonce })))
        })
      }),
  },
  {
    ids: ['DPOP-44', 'ATK-98'],
    title: 'refuses nonces that are unknown, expired or malformed, and gives a new one',
    async run(world) {
      const server = await world.server(nonces)
      const other = await world.server(
        nonceServer('DPoP nonces of another', 'require', { secret: randomBytes(32) }),
      )
      const { request } = await createClient(world)
      const expired = expectNonceDemanded(await server.request(request()))
      world.clock.advance(LIFETIME)
      const foreign = expectNonceDemanded(await other.request(request()))
      const good = expectNonceDemanded(await server.request(request()))
      assert.notEqual(good, expired)
      const bogus = ['bogus', expired, foreign, '', ' ', `${good} `, ` ${good}`, good.slice(0, -1)]
      const forged = [`${good}A`, good.toLowerCase(), flipped(good), `${good},${good}`, '\u{0}']
      const odd = [1, [], [good], {}, { nonce: good }, null, true, 0]
      await eachVariant([...bogus, ...forged, ...odd], async (nonce) => {
        const answer = await server.request(request({}, { claims: { nonce } }))
        assert.equal(expectNonceDemanded(answer), good)
      })
      expectAccepted(await server.request(request({}, { nonce: good })))
    },
  },
  {
    ids: ['DPOP-45'],
    title: 'takes a nonce more than once, and the one before in its window',
    async run(world) {
      const server = await world.server(nonces)
      const { request } = await createClient(world)
      const nonce = await nonceAtStart(world, server)
      expectAccepted(await server.request(request({}, { nonce })))
      expectAccepted(await server.request(request({}, { nonce })))
      world.clock.advance(WINDOW)
      const next = nonceOf(await server.get('/r'))
      assert.notEqual(next, nonce)
      await eachVariant([nonce, next, nonce], async (one) => {
        expectAccepted(await server.request(request({}, { nonce: one })))
      })
      world.clock.advance(WINDOW)
      expectNonceDemanded(await server.request(request({}, { nonce })))
      expectAccepted(await server.request(request({}, { nonce: next })))
    },
  },
  {
    ids: ['DPOP-46'],
    title: 'takes no proof without a nonce, also from a client that has used one',
    async run(world) {
      const server = await world.server(nonces)
      const { request } = await createClient(world)
      const nonce = expectNonceDemanded(await server.request(request()))
      expectAccepted(await server.request(request({}, { nonce })))
      expectNonceDemanded(await server.request(request()))
      expectNonceDemanded(await server.request(request({}, { claims: { nonce: undefined } })))
      expectAccepted(await server.request(request({}, { nonce })))
    },
  },
  {
    ids: [],
    title: 'looks at the proof itself before its nonce',
    async run(world) {
      const server = await world.server(nonces)
      const { request, send } = await createClient(world)
      const bad: (readonly [string, Promise<Answer>])[] = [
        ['no proof', server.request(send([]))],
        ['another method', server.request(request({}, { method: 'POST' }))],
        ['another URL', server.request(request({}, { url: 'https://other.example/r' }))],
      ]
      await eachVariant(
        bad,
        async ([, answer]) => {
          expectInvalidProof(await answer)
          nonceOf(await answer)
        },
        ([name]) => name,
      )
    },
  },
]

/** A nonce whose whole life is still to come. */
async function nonceAtStart(
  { clock }: { clock: { now(): number; advance(seconds: number): void } },
  server: Server,
): Promise<string> {
  clock.advance(WINDOW - (clock.now() % WINDOW))
  return nonceOf(await server.get('/r'))
}

function flipped(nonce: string): string {
  return `${nonce[0] === 'A' ? 'B' : 'A'}${nonce.slice(1)}`
}
