import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectUnavailable } from '../expect.js'
import { acceptedUntil } from '../polling.js'
import { eachVariant } from '../variants.js'
import type { Answer, Server } from '../world.js'
import { healthOf } from './health.js'

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

      await eachVariant([1, 2, 3, 4], () => burst(server, idp, { tokens: 50 }))
      assert.ok(idp.requestCount('jwks') <= 2, `${idp.requestCount('jwks')} fetches`)
      expectAccepted(await server.get('/r', await idp.token()))

      world.clock.advance(31)
      await burst(server, idp, { tokens: 20 })
      assert.ok(idp.requestCount('jwks') <= 3, `${idp.requestCount('jwks')} fetches`)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['META-05'],
    title: 'keeps that cooldown while the published set is empty, which is no fault of the clients',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-05 empty', options: { issuer: idp.issuer } })
      idp.fault('jwks', 'empty-set')
      await burst(server, idp, { tokens: 50, expected: expectUnavailable })
      expectUnavailable(await server.request({ token: await idp.token(), outage: true }))
      world.clock.advance(29)
      await burst(server, idp, { tokens: 50, expected: expectUnavailable })
      assert.equal(idp.requestCount('jwks'), 1)
      idp.fault('jwks', undefined)
      world.clock.advance(2)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['META-05'],
    title: 'takes a kid that it has refused before, once that key is published',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-05 early', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      const early = await idp.addKey('ES256', { publish: false })
      const token = idp.sign({ key: early })
      expectInvalidToken(await server.get('/r', token))
      idp.jwks.keys.push(early.publicJwk)
      // The first one has used up the cooldown, and nobody can tell yet.
      expectInvalidToken(await server.get('/r', token))
      await burst(server, idp, { tokens: 50 })
      world.clock.advance(30)
      expectAccepted(await server.get('/r', token))
      assert.equal(idp.requestCount('jwks'), 3)
    },
  },
  {
    ids: ['META-05'],
    title: 'answers good tokens while an unknown kid waits for a provider that hangs',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-05 hang', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      idp.fault('jwks', 'hang')
      const waiting = burst(server, idp, { tokens: 20, expected: expectUnavailable })
      await acceptedUntil(server, await idp.token(), () => idp.requestCount('jwks') === 2)
      expectAccepted(await server.get('/r', await idp.token()))
      // The one request is still open, and is cut by this alone.
      assert.equal(healthOf(server, idp).lastError, undefined)
      await idp.stop()
      await waiting
      assert.equal(idp.requestCount('jwks'), 2)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['AT-11'],
    title: 'follows a JWKS that has moved, and keeps no key of the old place',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const other = await world.provider({ algorithms: [] })
      const server = await world.server({ key: 'moved JWKS', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      idp.metadata['jwks_uri'] = other.jwksUri
      const moved = await other.addKey('ES256', { kid: 'moved' })
      expectAccepted(await server.get('/r', await idp.token({}, { key: moved })))
      expectInvalidToken(await server.get('/r', await idp.token()))
      assert.equal(idp.requestCount('jwks'), 1)
    },
  },
]

interface Burst {
  readonly tokens: number
  /** Default: 401, as any invalid token. */
  readonly expected?: (answer: Answer) => void
}

/** So many tokens at once, each with a `kid` of its own making. */
async function burst(
  server: Server,
  idp: TestIdentityProvider,
  { tokens, expected = expectInvalidToken }: Burst,
): Promise<void> {
  const outage = expected === expectUnavailable ? ({ outage: true } as const) : {}
  const answers = await Promise.all(
    Array.from({ length: tokens }, async () =>
      server.request({ ...outage, token: await idp.token({}, { header: { kid: randomUUID() } }) }),
    ),
  )
  for (const answer of answers) expected(answer)
}
