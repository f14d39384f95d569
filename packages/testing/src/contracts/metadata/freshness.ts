import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { acceptedUntil, onceRefused } from '../polling.js'
import { eachVariant } from '../variants.js'
import { healthOf } from './health.js'

interface Lifetime {
  readonly name: string
  readonly headers: (now: Date) => Readonly<Record<string, string>>
  /** Seconds for which the keys are fresh. */
  readonly seconds: number
}

const cacheControl = (value: string): Lifetime['headers'] => {
  const headers = { 'Cache-Control': value }
  return () => headers
}

// No provider may have itself asked more than once a minute, nor less than once an hour.
const lifetimes: readonly Lifetime[] = [
  { name: 'nothing said', headers: () => ({}), seconds: 600 },
  { name: 'max-age', headers: cacheControl('public, max-age=60'), seconds: 60 },
  { name: 'max-age too short', headers: cacheControl('max-age=1'), seconds: 60 },
  { name: 'no-store', headers: cacheControl('no-store'), seconds: 60 },
  { name: 'max-age too long', headers: cacheControl('max-age=31536000'), seconds: 3600 },
  {
    name: 'max-age, partly over',
    headers: () => ({ 'Cache-Control': 'max-age=3600', Age: '3480' }),
    seconds: 120,
  },
  {
    name: 'Expires',
    headers: (now) => ({
      Date: now.toUTCString(),
      Expires: new Date(now.getTime() + 120_000).toUTCString(),
    }),
    seconds: 120,
  },
]

/** RFC 9111: for how long keys are taken as they are. */
export const freshnessCases: readonly ContractCase[] = [
  {
    ids: ['AT-11'],
    title: 'keeps keys for as long as the provider says, within bounds, and not a second longer',
    async run(world) {
      await eachVariant(
        lifetimes,
        async ({ name, headers, seconds }) => {
          const idp = await world.provider({ algorithms: ['ES256', 'ES256'] })
          idp.caching('jwks', { headers: headers(new Date(world.clock())) })
          const options = { issuer: idp.issuer }
          const server = await world.server({ key: `lifetime: ${name}`, options })
          expectAccepted(await server.get('/r', await idp.token()))

          idp.removeKey('es1')
          world.clock.advance(seconds / 2)
          await eachVariant([1, 2, 3], async () => {
            expectAccepted(await server.get('/r', await idp.token()))
          })
          assert.equal(idp.requestCount('jwks'), 1, 'the keys were fetched again too early')

          world.clock.advance(seconds / 2 + 1)
          expectInvalidToken(await onceRefused(server, await idp.token()))
          expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
        },
        ({ name }) => name,
      )
    },
  },
  {
    ids: ['AT-11'],
    title: 'fetches keys again before they expire, and once for all requests at that time',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'ahead of time', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      await idp.addKey('ES256')
      world.clock.advance(599)
      const tokens = await Promise.all(Array.from({ length: 20 }, () => idp.token()))
      const answers = await Promise.all(tokens.map((token) => server.get('/r', token)))
      for (const answer of answers) expectAccepted(answer)
      const isFetched = (): boolean => healthOf(server, idp).age === 0
      await acceptedUntil(server, await idp.token(), isFetched)
      // It is known by now: an unknown one would have been asked for.
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
      assert.equal(idp.requestCount('jwks'), 2)
    },
  },
  {
    ids: ['AT-11'],
    title: 'asks whether the keys have changed, and keeps them where they have not',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      idp.caching('jwks', { etag: true })
      const server = await world.server({ key: 'ETag', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      const conditions = (): unknown[] =>
        idp.requests
          .filter(({ url }) => url.endsWith('/jwks'))
          .map(({ headers }) => headers['if-none-match'])

      world.clock.advance(601)
      const isFresh = (): boolean => healthOf(server, idp).state === 'fresh'
      await acceptedUntil(server, await idp.token(), isFresh)
      assert.equal(conditions().length, 2)
      assert.equal(conditions()[0], undefined)
      assert.match(String(conditions()[1]), /^"[\w-]+"$/)

      // An unknown kid may ask at once, and finds another version.
      await idp.addKey('ES256')
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
      assert.equal(conditions()[2], conditions()[1])
    },
  },
]
