import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server } from '../world.js'

/** RFC 7517 §5: a `kid` that nobody knows may cost the provider one request, not one each. */
export const refetchCases: readonly ContractCase[] = [
  {
    ids: ['META-05'],
    title: 'asks for new keys once per cooldown, however many unknown kids arrive',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-05', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      assert.equal(idp.requestCount('jwks'), 1)

      await eachVariant([1, 2, 3, 4], () => burst(server, idp, 50))
      assert.ok(idp.requestCount('jwks') <= 2, `${idp.requestCount('jwks')} fetches`)
      expectAccepted(await server.get('/r', await idp.token()))

      world.clock.advance(31)
      await burst(server, idp, 20)
      assert.ok(idp.requestCount('jwks') <= 3, `${idp.requestCount('jwks')} fetches`)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['META-05'],
    title: 'keeps that cooldown while the published set is empty',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-05 empty', options: { issuer: idp.issuer } })
      idp.fault('jwks', 'empty-set')
      await burst(server, idp, 50)
      await burst(server, idp, 50)
      // One fetch for the keys, and one for the first kid that is not among them.
      assert.ok(idp.requestCount('jwks') <= 2, `${idp.requestCount('jwks')} fetches`)
      idp.fault('jwks', undefined)
      world.clock.advance(31)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
]

/** So many tokens at once, each with a `kid` of its own making. */
async function burst(server: Server, idp: TestIdentityProvider, tokens: number): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: tokens }, async () =>
      server.get('/r', await idp.token({}, { header: { kid: randomUUID() } })),
    ),
  )
  for (const answer of answers) expectInvalidToken(answer)
}
