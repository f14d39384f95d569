import assert from 'node:assert/strict'
import { createTestClock } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectUnavailable } from '../expect.js'
import { acceptedUntil } from '../polling.js'
import { eachVariant } from '../variants.js'
import { healthOf } from './health.js'
import {
  expectRecovery,
  expectStranger,
  labelOf,
  PAUSE,
  rotate,
  warmUp,
  type Trouble,
} from './troubled-providers.js'

// Longer than keys are fresh.
const EXPIRED = 601

const useless: readonly Trouble[] = [
  ['all', 'down'],
  ['metadata', 'html'],
  ['metadata', 'huge'],
  ['metadata', 'other-issuer'],
  ['metadata', { redirect: 'https://evil.example/' }],
  ['jwks', 'html'],
  ['jwks', 'not-json'],
  ['jwks', 'huge'],
  ['jwks', 'empty-set'],
  ['jwks', { redirect: 'https://evil.example/jwks' }],
  ['jwks', { status: 500 }],
  ['jwks', { status: 304 }],
  ['jwks', { body: '{"keys":[null,{"kty":"oct","kid":"es1","k":"c2VjcmV0"}]}' }],
]

const endless: readonly Trouble[] = [
  ['metadata', 'hang'],
  ['metadata', 'drip'],
  ['jwks', 'hang'],
  ['jwks', 'drip'],
]

/** RFC 8414 §3.2: what was known before the provider's bad day is known during it. */
export const lastKnownGoodCases: readonly ContractCase[] = [
  {
    ids: ['META-06', 'META-04'],
    title: 'keeps the keys in use, whatever rubbish the provider answers with',
    async run(world) {
      const { server, troubled } = await warmUp(world, 'rubbish', useless)
      world.clock.advance(EXPIRED)
      await eachVariant(
        troubled,
        async ({ idp }) => {
          expectAccepted(await server.get('/r', await idp.token()))
          await expectStranger(server, idp)
          assert.ok(healthOf(server, idp).lastError, 'health() does not say so')
          expectAccepted(await server.get('/r', await idp.token()))
        },
        labelOf,
      )
      await expectRecovery(world, server, troubled)
    },
  },
  {
    ids: ['META-06', 'META-04'],
    title: 'lets no good token wait for a provider that hangs or drips',
    async run(world) {
      const { server, troubled } = await warmUp(world, 'endless', endless)
      world.clock.advance(EXPIRED)
      await eachVariant(
        troubled,
        async ({ idp, trouble }) => {
          const target = trouble[0] === 'metadata' ? 'metadata' : 'jwks'
          const before = idp.requestCount(target)
          const isAsked = (): boolean => idp.requestCount(target) > before
          await acceptedUntil(server, await idp.token(), isAsked)
          expectAccepted(await server.get('/r', await idp.token()))
          assert.equal(
            healthOf(server, idp).lastError,
            undefined,
            'the answer came after the refresh',
          )
          // This ends it, so that the case need not wait.
          await idp.stop()
          await expectStranger(server, idp)
          expectAccepted(await server.get('/r', await idp.token()))
          await idp.start()
        },
        labelOf,
      )
      await expectRecovery(world, server, troubled)
    },
  },
  {
    ids: ['META-06', 'META-04'],
    title: 'gives up a refresh that hangs or drips, and tries again later',
    slow: true,
    async run(world) {
      const clock = createTestClock()
      const { server, troubled } = await warmUp(world, 'endless, slow', endless, clock)
      clock.advance(EXPIRED)
      await Promise.all(
        troubled.map(async ({ idp }) => {
          expectAccepted(await server.get('/r', await idp.token()))
          await expectStranger(server, idp)
          expectAccepted(await server.get('/r', await idp.token()))
        }),
      )
      await expectRecovery({ clock }, server, troubled)
    },
  },
  {
    ids: ['META-06', 'AT-11'],
    title: 'follows the keys while the metadata alone is of no use',
    async run(world) {
      const { server, troubled } = await warmUp(world, 'metadata', [
        ['metadata', { status: 500 }],
        ['metadata', 'other-issuer'],
      ])
      await Promise.all(troubled.map(({ idp }) => rotate(idp)))
      world.clock.advance(EXPIRED)
      await eachVariant(
        troubled,
        async ({ idp }) => {
          expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
          // Refused; but where keys are by now, nobody can tell.
          expectUnavailable(await server.request({ token: await idp.token(), outage: true }))
        },
        labelOf,
      )
    },
  },
  {
    ids: ['META-06'],
    title: 'keeps expired keys for the seconds of maxStale, or not at all',
    async run(world) {
      await eachVariant([0, 3600], async (maxStale) => {
        const idp = await world.provider({ algorithms: ['ES256'] })
        const options = { issuer: idp.issuer, maxStale }
        const server = await world.server({ key: `maxStale ${maxStale}`, options })
        expectAccepted(await server.get('/r', await idp.token()))
        await idp.stop()
        world.clock.advance(599)
        expectAccepted(await server.get('/r', await idp.token()))
        world.clock.advance(maxStale)
        expectAccepted(await server.get('/r', await idp.token()))
        world.clock.advance(2)
        expectUnavailable(await server.request({ token: await idp.token(), outage: true }))

        await idp.start()
        world.clock.advance(PAUSE)
        expectAccepted(await server.get('/r', await idp.token()))
      })
    },
  },
]
