import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server } from '../world.js'
import { createClient } from './clients.js'
import { expectNonceDemanded, nonceOf } from './expect.js'
import { nonces, nonceServer } from './servers.js'

/** RFC 9449 §8: where nonces come from. */
export const nonceSecretCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-48'],
    title: 'makes nonces that nobody can guess, and that servers of one secret share',
    async run(world) {
      const secret = randomBytes(32)
      const short = { secret, lifetime: 20 }
      const [first, second] = [
        await world.server(nonceServer('DPoP nonces, one', 'require', short)),
        await world.server(nonceServer('DPoP nonces, two', 'require', short)),
      ]
      const seen = new Map<number, Set<string>>()
      await eachVariant(Array.from({ length: 100 }), async () => {
        const time = Math.floor(world.clock.now())
        const found = seen.get(time) ?? new Set()
        seen.set(time, found)
        found.add(nonceOf(await first.get('/r'))).add(nonceOf(await second.get('/r')))
        world.clock.advance(5)
      })
      const all = [...seen.values()].flatMap((found) => [...found])
      assert.equal(seen.size, 100)
      assert.equal(all.length, seen.size, 'each second has one, on both servers')
      assert.equal(new Set(all).size, all.length)
      for (const nonce of all) expectUnpredictable(nonce, all)
      const { request } = await createClient(world)
      const nonce = nonceOf(await first.get('/r'))
      expectAccepted(await second.request(request({}, { nonce })))
      const own = nonceOf(await (await world.server(nonces)).get('/r'))
      expectNonceDemanded(await second.request(request({}, { nonce: own })))
    },
  },
  {
    ids: [],
    title: 'changes its secret without refusing the nonces of the one before',
    async run(world) {
      const [old, young] = [randomBytes(32), randomBytes(32)]
      const held = (name: string, secret: unknown): Promise<Server> =>
        world.server(nonceServer(`DPoP nonces, ${name}`, 'require', { secret }))
      const before = await held('before', old)
      const during = await held('during', [young, old])
      const after = await held('after', { secrets: () => Promise.resolve([young]) })
      const { request } = await createClient(world)
      const nonce = nonceOf(await before.get('/r'))
      expectAccepted(await during.request(request({}, { nonce })))
      const next = expectNonceDemanded(await after.request(request({}, { nonce })))
      assert.equal(nonceOf(await during.get('/r')), next)
      expectAccepted(await during.request(request({}, { nonce: next })))
    },
  },
  {
    ids: [],
    title: 'answers 503 to a proof where the secret of nonces cannot be had',
    async run(world) {
      const secret = { secrets: () => Promise.reject(new Error('away')) }
      const server = await world.server(nonceServer('DPoP nonces, away', 'allow', { secret }))
      const { request } = await createClient(world)
      const proven = request({}, { nonce: 'x' })
      expectUnavailable(await server.request({ ...proven, outage: true }))
      expectAccepted(await server.get('/r', await world.idp.token()))
      assert.equal((await server.get('/r')).status, 401)
    },
  },
]

function expectUnpredictable(nonce: string, all: readonly string[]): void {
  assert.ok(Buffer.from(nonce, 'base64url').length >= 16, `128 bits: ${nonce}`)
  const alike = all.filter((other) => other !== nonce && shared(nonce, other) > nonce.length / 3)
  assert.deepEqual(alike, [], `much like ${nonce}`)
}

function shared(one: string, other: string): number {
  return Array.from(one).filter((character, index) => other[index] === character).length
}
