import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectInvalidToken,
  expectMisconfigured,
  expectUnavailable,
} from '../expect.js'
import { eachVariant } from '../variants.js'
import { forgeHmac } from './hmac.js'
import { unreachable, wrappedFetch } from './outbound.js'

const OAUTH = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'

/** RFC 8414 and OpenID Connect Discovery: where metadata is, and what it may decide. */
export const discoveryCases: readonly ContractCase[] = [
  {
    ids: ['META-01'],
    title: 'finds the metadata of an issuer with a path, inserted or appended',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'], path: '/t1' })
      const places = [`${OAUTH}/t1`, `/t1${OPENID}`]
      await eachVariant(places, async (place) => {
        // The provider serves both; the other one is made to look absent.
        const fetch = wrappedFetch((url) =>
          url.includes('/.well-known/') && !url.endsWith(place)
            ? new Response(null, { status: 404 })
            : undefined,
        )
        const options = { issuer: idp.issuer, fetch }
        const server = await world.server({ key: `META-01 ${place}`, options })
        expectAccepted(await server.get('/r', await idp.token()))
        assert.ok(idp.requests.some(({ url }) => url === place))
      })
      const wrong = new Set([`/t1${OAUTH}`, `${OPENID}/t1`, OAUTH, OPENID])
      assert.ok(!idp.requests.some(({ url }) => wrong.has(url)))
    },
  },
  {
    ids: ['META-02'],
    title: 'uses no metadata of another issuer',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'META-02', options: { issuer: idp.issuer } })
      const others = [`${idp.issuer}/`, idp.issuer.toUpperCase(), 'https://evil.example', undefined]
      await eachVariant(others, async (issuer) => {
        idp.metadata['issuer'] = issuer
        world.clock.advance(31)
        expectUnavailable(await server.request({ token: await idp.token(), outage: true }))
        assert.equal(idp.requestCount('jwks'), 0, 'the keys of such a document were fetched')
      })
      idp.metadata['issuer'] = idp.issuer
      world.clock.advance(31)
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['META-03'],
    title: 'starts with no issuer that is not https, or has a query or a fragment',
    run: ({ core, audience }) =>
      eachVariant(
        [
          'http://as.example',
          'https://as.example?x',
          'https://as.example?',
          'https://as.example#y',
          'https://as.example#',
          'https://user:secret@as.example',
          'ftp://as.example',
          'as.example',
          'https:as.example',
          '',
        ],
        async (issuer) => expectMisconfigured(core, { issuer, audience }, 'issuer'),
      ),
  },
  {
    ids: ['META-07'],
    title: 'takes its algorithms from the options, whatever the metadata says',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const rs1 = world.idp.keys.get('rs1')
      assert.ok(rs1)
      idp.jwks.keys.push(rs1.publicJwk)
      const algorithms = ['none', 'HS256', 'RS256']
      idp.metadata['id_token_signing_alg_values_supported'] = algorithms
      idp.metadata['token_endpoint_auth_signing_alg_values_supported'] = algorithms
      const options = { issuer: idp.issuer, algorithms: ['ES256'] }
      const server = await world.server({ key: 'META-07', options })
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es1' })))
      expectInvalidToken(await server.get('/r', await idp.token({}, { key: rs1 })))
      expectInvalidToken(await server.get('/r', forgeHmac(idp, rs1)))
    },
  },
  {
    ids: ['META-08'],
    title: 'asks no issuer that the configuration does not name',
    async run(world) {
      const { idp } = world
      const asked: string[] = []
      const fetch = wrappedFetch((url) => {
        asked.push(url)
        return url.startsWith(idp.issuer) ? undefined : unreachable()
      })
      const issuers = ['http://169.254.169.254', 'https://collab.example', `${idp.issuer}/other`]
      const listed = await world.server({ key: 'META-08 list', options: { fetch } })
      const issuer = (iss: string): object | undefined =>
        iss === idp.issuer ? { issuer: idp.issuer } : undefined
      const known = await world.server({ key: 'META-08 function', options: { fetch, issuer } })
      await eachVariant([...issuers, `${idp.issuer}.evil.example`], async (iss) => {
        const token = await idp.token({ iss })
        expectInvalidToken(await listed.get('/r', token))
        expectInvalidToken(await known.get('/r', token))
      })
      expectAccepted(await listed.get('/r', await idp.token()))
      expectAccepted(await known.get('/r', await idp.token()))
      assert.ok(asked.every((url) => url.startsWith(`${idp.issuer}/`)))
    },
  },
]
