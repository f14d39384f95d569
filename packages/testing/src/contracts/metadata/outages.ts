import assert from 'node:assert/strict'
import { createTestClock, type Fault } from '../../index.js'
import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectInvalidToken,
  expectNoCredentials,
  expectUnavailable,
} from '../expect.js'
import { eachVariant } from '../variants.js'

// Longer than any pause between two attempts.
const PAUSE = 31

const faults: readonly (readonly ['metadata' | 'jwks', Fault])[] = [
  ['metadata', { status: 404 }],
  ['metadata', { status: 500 }],
  ['metadata', 'html'],
  ['metadata', { body: '{}' }],
  ['metadata', { body: '[]' }],
  ['metadata', 'not-json'],
  ['metadata', 'down'],
  ['metadata', 'huge'],
  ['metadata', 'other-issuer'],
  ['metadata', { redirect: 'https://evil.example/' }],
  ['jwks', { status: 404 }],
  ['jwks', { status: 500 }],
  ['jwks', 'html'],
  ['jwks', { body: '{}' }],
  ['jwks', { body: '{"keys":{}}' }],
  ['jwks', { body: '{"keys":[null]}' }],
  ['jwks', 'empty-set'],
  ['jwks', 'not-json'],
  ['jwks', 'down'],
  ['jwks', 'huge'],
  ['jwks', { redirect: 'https://evil.example/' }],
]

/** RFC 8414 §3.2 and our own rule: an outage is a 503, and it ends by itself. */
export const outageCases: readonly ContractCase[] = [
  {
    ids: ['META-04'],
    title: 'trusts no unusable metadata or keys, and recovers once they are good again',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-04', options: { issuer: idp.issuer } })
      const asOutage = { outage: true } as const
      await eachVariant(faults, async ([target, fault]) => {
        idp.fault(target, fault)
        const before = idp.requestCount(target)
        world.clock.advance(PAUSE)
        expectUnavailable(await server.request({ ...asOutage, token: await idp.token() }))
        assert.ok(idp.requestCount(target) > before, 'the provider was not asked again')
        idp.fault('all', undefined)
      })

      idp.metadata['jwks_uri'] = 'http://keys.example/jwks'
      world.clock.advance(PAUSE)
      expectUnavailable(await server.request({ ...asOutage, token: await idp.token() }))

      idp.metadata['jwks_uri'] = idp.jwksUri
      world.clock.advance(PAUSE)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['META-04'],
    title: 'follows no redirect to somebody else’s metadata or keys',
    async run(world) {
      const small = { algorithms: ['ES256'] } as const
      const [idp, other] = [await world.provider(small), await world.provider(small)]
      const server = await world.server({ key: 'META-04 moved', options: { issuer: idp.issuer } })
      other.metadata = { ...other.metadata, issuer: idp.issuer }
      const metadata = `${other.issuer}/.well-known/oauth-authorization-server`
      const moved = [
        ['metadata', metadata],
        ['jwks', other.jwksUri],
      ] as const
      await eachVariant(moved, async ([target, redirect]) => {
        idp.fault(target, { redirect })
        world.clock.advance(PAUSE)
        const token = await other.token({ iss: idp.issuer })
        expectUnavailable(await server.request({ token, outage: true }))
        idp.fault('all', undefined)
      })
      assert.equal(other.requestCount(), 0)
    },
  },
  {
    ids: ['META-04'],
    title: 'waits a bounded time for a provider that hangs or drips',
    slow: true,
    async run(world) {
      await Promise.all(
        (['hang', 'drip'] as const).map(async (fault) => {
          const clock = createTestClock()
          const idp = await world.provider({ algorithms: ['ES256'], clock })
          const options = { issuer: idp.issuer, clock }
          const server = await world.server({ key: `META-04 ${fault}`, options })
          idp.fault('jwks', fault)
          expectUnavailable(await server.request({ token: await idp.token(), outage: true }))
          idp.fault('jwks', undefined)
          clock.advance(PAUSE)
          expectAccepted(await server.get('/r', await idp.token()))
        }),
      )
    },
  },
  {
    ids: [],
    title: 'answers an outage at the first request with 503 and Retry-After, never with 401',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'outage', options: { issuer: idp.issuer } })
      const token = await idp.token()
      await idp.stop()
      await eachVariant(['/r', '/r/write', '/su', '/optional'], async (path) => {
        expectUnavailable(await server.request({ path, token, outage: true }))
      })
      expectUnavailable(await server.request({ method: 'POST', token, outage: true }))
      // What can be told without the provider still is.
      expectNoCredentials(await server.get('/r'))
      expectInvalidToken(await server.get('/r', 'abc'))
      expectInvalidToken(await server.get('/r', await world.idp.token()))

      await idp.start()
      world.clock.advance(PAUSE)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['META-06'],
    title: 'keeps the keys in use while the provider is down, for a bounded time',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-06', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      await idp.stop()
      const hour = 3600
      await eachVariant([0, 60, hour, 12 * hour], async (seconds) => {
        world.clock.advance(seconds)
        expectAccepted(await server.get('/r', await idp.token()))
      })
      world.clock.advance(30 * 24 * hour)
      expectUnavailable(await server.request({ token: await idp.token(), outage: true }))

      await idp.start()
      world.clock.advance(PAUSE)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
]
