import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'

/** An outage that is long, and what comes after it. */
export const recoveryCases: readonly ContractCase[] = [
  {
    ids: ['META-06', 'AT-11'],
    title: 'accepts good tokens all through an outage, and follows the rotation that ended it',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'long outage', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      await idp.stop()
      // Seconds since the keys were fetched: a refresh is due, they expire, and so on for a day.
      const moments = [449, 451, 599, 600, 601, 630, 1199, 1201, 3599, 3601, 43_200, 86_400, 86_900]
      let age = 0
      await eachVariant(moments, async (moment) => {
        world.clock.advance(moment - age)
        age = moment
        const tokens = await Promise.all(Array.from({ length: 4 }, () => idp.token()))
        const answers = await Promise.all(tokens.map((token) => server.get('/r', token)))
        for (const answer of answers) expectAccepted(answer)
      })

      await idp.addKey('ES256')
      idp.removeKey('es1')
      await idp.start()
      world.clock.advance(30)
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
      expectInvalidToken(await server.get('/r', await idp.token()))
      // One for the keys at first, one for the new ones, and one for the kid that is no more.
      assert.ok(idp.requestCount('jwks') <= 3, `${idp.requestCount('jwks')} fetches`)
    },
  },
  {
    ids: ['META-05'],
    title: 'asks a provider that fails less and less often, and once at a time',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'backoff', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      idp.fault('jwks', { status: 500 })
      world.clock.advance(601)
      const seconds = Array.from({ length: 30 }, (_, step) => 2 * step)
      await eachVariant(seconds, async () => {
        const tokens = await Promise.all(Array.from({ length: 4 }, () => idp.token()))
        const answers = await Promise.all(tokens.map((token) => server.get('/r', token)))
        for (const answer of answers) expectAccepted(answer)
        world.clock.advance(2)
      })
      const failures = idp.requestCount('jwks') - 1
      // Pauses of 1, 2, 4, 8, 16 and 30 seconds, each shortened at random.
      assert.ok(failures >= 2 && failures <= 15, `${failures} attempts in a minute`)
    },
  },
]
