import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'

/** Design §3: one issuer, several, or a function that knows them. */
export const issuerCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'keeps the keys of several issuers apart, whatever their kids are',
    async run(world) {
      const small = { algorithms: ['ES256'] } as const
      const [a, b] = [await world.provider(small), await world.provider(small)]
      const stranger = await world.provider(small)
      const trusted = new Map([a, b].map(({ issuer }) => [issuer, { issuer }]))
      const setups = [
        { key: 'issuers list', options: { issuer: [a.issuer, { issuer: b.issuer }] } },
        { key: 'issuers function', options: { issuer: (iss: string) => trusted.get(iss) } },
        {
          key: 'issuers promised',
          options: { issuer: (iss: string) => Promise.resolve(trusted.get(iss)) },
        },
      ]
      await eachVariant(
        setups,
        async (setup) => {
          const server = await world.server(setup)
          const fromA = expectAccepted(await server.get('/r', await a.token()))
          assert.equal(fromA.issuer, a.issuer)
          const fromB = expectAccepted(await server.get('/r', await b.token()))
          assert.equal(fromB.issuer, b.issuer)
          expectInvalidToken(await server.get('/r', await a.token({ iss: b.issuer })))
          expectInvalidToken(await server.get('/r', await b.token({ iss: a.issuer })))
          expectInvalidToken(await server.get('/r', await stranger.token()))
        },
        ({ key }) => key,
      )
      assert.equal(stranger.requestCount(), 0)
    },
  },
  {
    ids: [],
    title: 'takes no answer of the trusted-issuer function that is about another issuer',
    async run({ idp, server }) {
      const issuer = (): object => ({ issuer: idp.issuer })
      const running = await server({ key: 'issuers careless', options: { issuer } })
      expectAccepted(await running.get('/r', await idp.token()))
      const others = [`${idp.issuer}/`, 'https://other.example', idp.issuer.toUpperCase()]
      await eachVariant(others, async (iss) => {
        expectInvalidToken(await running.get('/r', await idp.token({ iss })))
      })
      const unknown = { key: 'issuers none', options: { issuer: () => null } }
      expectInvalidToken(await (await server(unknown)).get('/r', await idp.token()))
    },
  },
  {
    ids: [],
    title: 'lets what is said for one issuer win over what is said for all',
    async run(world) {
      const both = { algorithms: ['ES256', 'ES384'] } as const
      const [a, b] = [await world.provider(both), await world.provider(both)]
      const own = { issuer: b.issuer, audience: 'b-api', algorithms: ['ES384'], tokenType: 'jwt' }
      const options = { issuer: [a.issuer, own], algorithms: ['ES256'] }
      const server = await world.server({ key: 'issuers own options', options })
      expectAccepted(await server.get('/r', await a.token()))
      expectInvalidToken(await server.get('/r', await a.token({ aud: 'b-api' })))
      expectInvalidToken(await server.get('/r', await a.token({}, { key: 'es2' })))

      const ofB = { key: 'es2', header: { typ: 'JWT' } }
      expectAccepted(await server.get('/r', await b.token({ aud: 'b-api' }, ofB)))
      expectInvalidToken(await server.get('/r', await b.token({}, ofB)))
      expectInvalidToken(await server.get('/r', await b.token({ aud: 'b-api' })))
    },
  },
  {
    ids: [],
    title: 'takes keys as a static set and as the URL of one',
    async run({ idp, server }) {
      await eachVariant([{ keys: [...idp.jwks.keys] }, new URL(idp.jwksUri)], async (keys) => {
        const key = keys instanceof URL ? 'keys by URL' : 'static keys'
        const running = await server({ key, options: { keys } })
        expectAccepted(await running.get('/r', await idp.token()))
        const unknown = await idp.token({}, { header: { kid: 'nope' } })
        expectInvalidToken(await running.get('/r', unknown))
      })
    },
  },
]
