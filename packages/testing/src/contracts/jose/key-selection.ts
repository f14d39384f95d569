import { keyOf } from '../attacks/key-of.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'

/** RFC 7515 §6, RFC 7517 §4 and §5: which published key verifies a token. */
export const keySelectionCases: readonly ContractCase[] = [
  {
    ids: ['JOSE-15'],
    title: 'refuses an unknown kid, and asks the provider once whether it is new',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const setup = { key: 'unknown kid', options: { issuer: idp.issuer } }
      const server = await world.server(setup)
      expectAccepted(await server.get('/r', await idp.token()))
      const before = idp.requestCount('jwks')
      const token = await idp.token({}, { header: { kid: 'nope' } })
      expectInvalidToken(await server.get('/r', token))
      expectInvalidToken(await server.get('/r', token))
      if (idp.requestCount('jwks') - before > 1) throw new Error('asked more than once')
      expectAccepted(await server.get('/r', await idp.token()))
    },
  },
  {
    ids: ['JOSE-16'],
    title: 'needs no kid where one key only fits the algorithm',
    async run({ idp, server: start }) {
      const server = await start()
      for (const key of idp.keys.values()) {
        // oxlint-disable-next-line no-await-in-loop
        expectAccepted(
          await server.get('/r', await idp.token({}, { header: { kid: undefined }, key })),
        )
      }
    },
  },
  {
    ids: ['JOSE-16'],
    title: 'tries the few keys that fit a token without kid, and never takes one for another use',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'ES256', 'ES384'] })
      const server = await world.server({ key: 'no kid', options: { issuer: idp.issuer } })
      const without = (kid: string): string => idp.sign({ header: { kid: undefined }, key: kid })
      await eachVariant(['es1', 'es2', 'es3'], async (kid) => {
        expectAccepted(await server.get('/r', without(kid)))
      })
      const many = await world.provider({ algorithms: Array.from({ length: 9 }, () => 'ES256') })
      const bounded = await world.server({ key: 'no kid, many', options: { issuer: many.issuer } })
      expectInvalidToken(await bounded.get('/r', many.sign({ header: { kid: undefined } })))

      const other = await world.provider({ algorithms: ['ES256', 'ES256'] })
      const [first, second] = [keyOf(other, 'es1'), keyOf(other, 'es2')]
      other.jwks.keys = [first.publicJwk, { ...second.publicJwk, use: 'enc' }]
      const choosy = await world.server({
        key: 'no kid, one use',
        options: { issuer: other.issuer },
      })
      const header = { kid: undefined }
      expectAccepted(await choosy.get('/r', other.sign({ header, key: first })))
      expectInvalidToken(await choosy.get('/r', other.sign({ header, key: second })))
    },
  },
  {
    ids: ['JOSE-27'],
    title: 'passes over keys that it does not understand',
    async run(world) {
      const idp = await world.provider()
      const es1 = keyOf(idp).publicJwk
      const junk: readonly (readonly unknown[])[] = [
        [{ kty: 'XYZ' }, { kty: 'EC', crv: 'P-256' }, {}, null, 1, 'key', [], true, false],
        [{ kty: 1 }, { kty: null }, { kty: 'EC' }, { kty: 'RSA' }, { kty: 'OKP' }, { kty: 'oct' }],
        [
          { kty: 'RSA', n: 'AQAB' },
          { kty: 'RSA', n: '!', e: 'AQAB' },
          { kty: 'RSA', n: 1, e: [] },
        ],
        [
          { kty: 'OKP', crv: 'Ed448', x: 'AAAA' },
          { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' },
        ],
        [
          { ...es1, kid: 7 },
          { ...es1, kid: ['es1'] },
          { ...es1, x: 1 },
          { ...es1, y: undefined },
        ],
        [
          { ...es1, crv: 'toString' },
          { ...es1, kty: 'ec' },
          { ...es1, x5c: ['!'], kid: 'other' },
        ],
      ]
      idp.jwks.keys.unshift(...junk.flat())
      const server = await world.server({ key: 'junk in the set', options: { issuer: idp.issuer } })
      for (const key of idp.keys.keys()) {
        // oxlint-disable-next-line no-await-in-loop
        expectAccepted(await server.get('/r', await idp.token({}, { key })))
      }
    },
  },
]
