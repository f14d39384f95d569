import { signCompact } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { unsigned } from '../../attacks/forge/compact.js'
import { subjectIn } from '../attacks/subject-in.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import { createClient } from './clients.js'
import { expectInvalidDpopToken } from './expect.js'

/** RFC 9068 §4: a proof makes no bad token good. */
export const tokenCases: readonly ContractCase[] = [
  {
    ids: ['AT-09'],
    title: 'answers every bad token alike, whatever is wrong with it, in the DPoP challenge',
    async run(world) {
      const { idp, clock, audience } = world
      const server = await world.server()
      const { key, request } = await createClient(world)
      const cnf = { jkt: key.thumbprint }
      const now = clock.now()
      const signed = (claims: object, header: object = {}): Promise<string> =>
        idp.token({ cnf, ...claims }, { header: { ...header } })
      const good = await signed({})
      const tokens = {
        expired: await signed({ iat: now - 900, exp: now - 600 }),
        'not valid yet': await signed({ nbf: now + 600 }),
        'of the future': await signed({ iat: now + 600 }),
        'for another': await signed({ aud: 'https://other.example' }),
        'of nobody we trust': await idp.token({ cnf, iss: 'https://evil.example' }, { key: 'es1' }),
        'without a subject': await signed({ sub: undefined }),
        'without an expiry': await signed({ exp: undefined }),
        'without a client': await signed({ client_id: undefined }),
        'with a scope that is no string': await signed({ scope: ['read'] }),
        'of another type': await signed({}, { typ: 'JWT' }),
        'without a type': await signed({}, { typ: undefined }),
        'with crit': await signed({}, { crit: ['x'], x: 1 }),
        'of an unknown key': await signed({}, { kid: 'nope' }),
        'with its own key': signCompact({
          header: { typ: 'at+jwt', alg: key.algorithm, jwk: key.publicJwk },
          payload: idp.claims({ cnf }),
          key: key.privateKey,
          algorithm: key.algorithm,
        }),
        unsigned: unsigned(subjectIn(world), { payload: { cnf }, header: { alg: 'none' } }),
        'tampered with': `${good.slice(0, -4)}AAAA`,
        'no token': 'abc',
        'three dots': '...',
        'cut off': good.slice(0, good.lastIndexOf('.')),
        JWE: 'a.b.c.d.e',
        'the proof': (await createClient(world)).proof({ url: audience }),
      }
      await eachNamed(tokens, async (token) => {
        const client = await createClient(world, { token })
        expectInvalidDpopToken(await server.request(client.request()))
        expectInvalidDpopToken(await server.request(client.request({ path: '/optional' })))
      })
      expectAccepted(await server.request(request()))
    },
  },
]
