import { expectAllRefused, refusesTokens } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'

/** RFC 9068 §4: what says that a JWT is an access token. */
export const tokenTypeCases: readonly ContractCase[] = [
  {
    ids: ['AT-01'],
    title: 'takes the type at+jwt in any letter case, with and without application/',
    async run({ idp, server: start }) {
      const server = await start()
      const types = ['at+jwt', 'application/at+jwt', 'AT+JWT', 'At+Jwt', 'Application/AT+jwt']
      await eachVariant(types, async (typ) => {
        expectAccepted(await server.get('/r', await idp.token({}, { header: { typ } })))
      })
    },
  },
  refusesTokens(['AT-02'], 'refuses every other type, and none', ({ idp }) => {
    const names = [
      'JWT',
      'jwt',
      'at+jwt;v=1',
      'at+jwt; charset=utf-8',
      'jwt+at',
      'at+jwt ',
      ' at+jwt',
    ]
    const more = [
      '',
      'at',
      'at+jwts',
      'xat+jwt',
      'at jwt',
      'text/at+jwt',
      'application/',
      'at+jwt\u0000',
    ]
    const odd: readonly unknown[] = [
      undefined,
      null,
      1,
      true,
      ['at+jwt'],
      {},
      { toString: 'at+jwt' },
      [],
      '\uff41t+jwt',
    ]
    const double = ['application/application/at+jwt', 'application/jwt', 'at+jwt,JWT', 'at%2Bjwt']
    return Object.fromEntries(
      [names, more, odd, double]
        .flat()
        .map((typ) => [JSON.stringify(typ) ?? 'missing', idp.sign({ header: { typ } })]),
    )
  }),
  {
    ids: ['AT-02'],
    title: 'takes JWT and no type where it was told to, for that issuer only',
    async run(world) {
      const other = await world.provider({ algorithms: ['ES256'] })
      const issuer = [{ issuer: other.issuer, tokenType: 'jwt' }, world.idp.issuer]
      const setup = { key: 'plain JWTs of one issuer', options: { issuer } }
      const server = await world.server(setup)
      await eachVariant(['JWT', 'jwt', 'application/jwt', undefined, 'at+jwt'], async (typ) => {
        expectAccepted(await server.get('/r', await other.token({}, { header: { typ } })))
      })
      const kinds = ['JWT', undefined, 'application/jwt']
      const tokens = kinds.map(
        (typ) => [typ ?? 'none', world.idp.sign({ header: { typ } })] as const,
      )
      await expectAllRefused(world, Object.fromEntries(tokens), { setup })
      const others = ['dpop+jwt', 'logout+jwt', 'JWT ', '', 'x', ['JWT'], null]
      const refused = others.map((typ) => [String(typ), other.sign({ header: { typ } })] as const)
      await expectAllRefused(world, Object.fromEntries(refused), { setup, idp: other })
    },
  },
  refusesTokens(['AT-09'], 'answers every failed validation alike', async ({ idp, clock }) => {
    const now = clock.now()
    const token = await idp.token()
    return {
      'no token': 'abc',
      'wrong type': idp.sign({ header: { typ: 'JWT' } }),
      'alg none': idp.sign({ header: { alg: 'none' } }),
      'unknown kid': idp.sign({ header: { kid: 'nope' } }),
      'bad signature': token.replace(/.{8}$/, 'AAAAAAAA'),
      'wrong issuer': idp.sign({ payload: { iss: 'https://evil.example' } }),
      'wrong audience': idp.sign({ payload: { aud: 'https://other.example' } }),
      expired: idp.sign({ payload: { exp: now - 600 } }),
      'not yet good': idp.sign({ payload: { nbf: now + 600 } }),
      'no subject': idp.sign({ payload: { sub: undefined } }),
      'bound to a key': idp.sign({ payload: { cnf: { jkt: 'x' } } }),
      'malformed details': idp.sign({ payload: { authorization_details: {} } }),
    }
  }),
]
