import type { ContractCase } from '../case.js'
import { bearerOnly } from '../dpop/servers.js'
import { expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'

const jkt = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'

/** RFC 7800: a token that is bound to a key is no bearer token. */
export const bindingCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-32'],
    title: 'refuses every confirmation method that it cannot check',
    async run({ idp, server }) {
      const jwk = idp.keys.get('es1')?.publicJwk
      const methods = [
        { jwk },
        { kid: 'k' },
        { 'x5t#S256': jkt },
        { jkt },
        { jkt, 'x5t#S256': jkt },
        { jku: 'https://collab.example/jwks', kid: 'k' },
        { 'x-unknown': 1 },
        {},
        null,
        'x',
      ]
      await eachVariant([undefined, bearerOnly], async (setup) => {
        const running = await server(setup)
        await eachVariant(methods, async (cnf) => {
          expectInvalidToken(await running.get('/r', await idp.token({ cnf })))
        })
      })
    },
  },
  {
    ids: ['INTR-15'],
    title: 'takes no introspection response for an access token',
    async run({ idp, server }) {
      const header = { typ: 'token-introspection+jwt' }
      const introspection = { active: true, ...idp.claims() }
      const bodies = [
        { token_introspection: introspection },
        { token_introspection: introspection, sub: undefined, exp: undefined },
      ]
      await eachVariant(bodies, async (claims) => {
        const token = await idp.token(claims, { header })
        expectInvalidToken(await (await server()).get('/r', token))
      })
    },
  },
]
