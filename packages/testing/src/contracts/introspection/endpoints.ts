import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectInvalidToken, expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'
import { expectOutage, introspecting, OPAQUE } from './setup.js'

/** RFC 7662 §4: who is asked, and who never is. */
export const endpointCases: readonly ContractCase[] = [
  {
    ids: ['INTR-11'],
    title: 'takes no endpoint without TLS, or that is no address of its own',
    async run({ core, audience }) {
      const wrong = [
        'http://id.example/introspect',
        new URL('http://10.0.0.1/introspect'),
        'ftp://id.example/introspect',
        'https://rs:secret@id.example/introspect',
        '//id.example/introspect',
        '/introspect',
        '',
        undefined,
      ]
      await eachVariant(wrong, async (endpoint) => {
        const introspection = { endpoint, clientId: 'rs', clientSecret: 's' }
        const options = { issuer: 'https://id.example', audience, introspection }
        expectMisconfigured(core, options, 'introspection.endpoint')
      })
    },
  },
  {
    ids: ['INTR-11', 'ATK-101'],
    title: 'takes neither its secret nor a token where a redirect points',
    async run({ provider, server }) {
      const small = { algorithms: ['ES256'] } as const
      const [idp, other] = [await provider(small), await provider(small)]
      const running = await server({ key: 'INTR-11', options: introspecting(idp) })
      const token = idp.introspection.issue()
      other.introspection.issue({ iss: idp.issuer }, token)
      const location = other.introspection.endpoint
      await eachVariant([301, 302, 303, 307, 308], async (status) => {
        idp.fault('introspection', { status, headers: { location } })
        await expectOutage(running, token)
      })
      assert.equal(other.requestCount(), 0)
    },
  },
  {
    ids: ['INTR-11'],
    title: 'asks nobody whom a token names',
    async run({ idp, provider, server }) {
      const stranger = await provider({ algorithms: ['ES256'] })
      const all = { key: 'introspect all', options: introspecting(idp, { for: 'all', cache: 5 }) }
      await eachVariant([OPAQUE, all], async (setup) => {
        const asked = idp.requestCount('introspection')
        const running = await server(setup)
        const already = idp.requestCount('introspection') - asked
        expectInvalidToken(await running.get('/r', await stranger.token()))
        assert.equal(idp.requestCount('introspection') - asked, already)
      })
      assert.equal(stranger.requestCount(), 0)
    },
  },
]
