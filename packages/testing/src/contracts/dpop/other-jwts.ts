import { proof, type Overrides } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { refusesProofs, withClaims, withHeaders } from './refused-proofs.js'

/** RFC 9449 §4.2: what else may stand in a proof, and what else is no proof. */
export const otherJwtCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-54'],
    title: 'takes claims and headers that it does not know',
    async run(world) {
      const server = await world.server()
      const { proof: made, send } = await createClient(world)
      const now = world.clock.now()
      const claims: readonly Overrides[] = [
        { foo: 1 },
        { iss: 'c1', sub: 'c1', aud: [world.audience], nonce: 'unasked' },
        { exp: now + 10, nbf: now - 10 },
        { nbf: now + 5 },
        { toString: 'x', constructor: {} },
      ]
      await eachVariant(claims, async (more) => {
        expectAccepted(await server.request(send(made({ claims: more }))))
      })
      await eachVariant([{ x: 1 }, { kid: 'k' }, { cty: 'x' }], async (header) => {
        expectAccepted(await server.request(send(made({ header }))))
      })
    },
  },
  refusesProofs(
    ['DPOP-54'],
    'honours exp, nbf and crit where a proof has them',
    (client, { clock }) => {
      const now = clock.now()
      const times = ['x', null, [now], {}, true, -1]
      return {
        ...withClaims(client, [
          ...[now - 10, now, 0, ...times].map((exp) => ({ exp })),
          ...[now + 600, now + 11, ...times].map((nbf) => ({ nbf })),
        ]),
        ...withHeaders(client, [
          { crit: ['x'], x: 1 },
          { crit: [] },
          { crit: ['b64'], b64: false },
          { crit: null },
          { b64: false },
          { zip: 'DEF' },
        ]),
      }
    },
  ),
  refusesProofs(
    ['ATK-58'],
    'takes no other JWT for a proof',
    async ({ key, token, proof: made }, { idp, audience, clock }) => {
      const url = `${audience}/r`
      const changes = { url, token, clock }
      const assertion = { iss: 'c1', sub: 'c1', aud: audience, exp: clock.now() + 60 }
      const { kid: _kid, ...own } = idp.claims()
      const named = (typ: string | undefined, claims = {}): string =>
        proof(key, { ...changes, header: { typ }, claims })
      return {
        'the access token': token,
        'an access token of that key': named('at+jwt', own),
        'an access token with a jwk': await idp.token({}, { header: { jwk: key.publicJwk } }),
        'a token of the type dpop+jwt': await idp.token({}, { header: { typ: 'dpop+jwt' } }),
        'a token of the type dpop+jwt with a jwk': await idp.token(
          { htm: 'GET', htu: url },
          { header: { typ: 'dpop+jwt', jwk: key.publicJwk } },
        ),
        'a client assertion': named('JWT', assertion),
        'a client assertion without a type': named(undefined, assertion),
        'a client assertion, named': named('client-authentication+jwt', assertion),
        'an ID token': named('JWT', { ...own, nonce: 'n' }),
        'a proof of an attestation': named('oauth-client-attestation-pop+jwt', assertion),
        'the claims of a token and no others': made({ claims: JSON.stringify(own) }),
      }
    },
  ),
  refusesProofs(
    ['ATK-89'],
    'takes no proof that was made for the token endpoint',
    ({ key, token }, { idp, audience, clock }) => {
      const endpoint = { url: `${idp.issuer}/token`, method: 'POST', clock }
      return {
        'without ath': proof(key, endpoint),
        'with ath': proof(key, { ...endpoint, token }),
        'for this request, without ath': proof(key, { url: `${audience}/r`, clock }),
      }
    },
  ),
]
