import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { ServerSetup, World } from '../world.js'
import { keyOf } from './forge/compact.js'
import { expectAllRefused, refusesTokens, type NamedTokens } from './refused-tokens.js'

/** A server that takes `typ: JWT` and no `typ` too. */
const PLAIN_JWT_SERVER: ServerSetup = {
  key: 'plain JWTs',
  options: { tokenType: 'jwt' },
}

/** Other JWTs of a trusted issuer, signed by the right key and meant for somebody else. */
export const crossJwtCases: readonly ContractCase[] = [
  refusesTokens(['ATK-54', 'AT-12', 'BCP-10'], 'refuses ID tokens', (world) => idTokens(world)),
  {
    ids: ['ATK-54', 'AT-12', 'BCP-10'],
    title: 'refuses ID tokens where plain JWTs are taken, by their marks and their audience',
    async run(world) {
      const server = await world.server(PLAIN_JWT_SERVER)
      const plain = await world.idp.token({}, { header: { typ: 'JWT' } })
      expectAccepted(await server.get('/r', plain))
      await expectAllRefused(world, idTokens(world), { setup: PLAIN_JWT_SERVER })
    },
  },
  refusesTokens(
    ['ATK-55', 'BCP-10', 'INTR-15'],
    'refuses every other kind of JWT that names itself',
    ({ idp, audience, clock }) => {
      const kind = (typ: string, claims: Record<string, unknown> = {}): string =>
        idp.sign({ header: { typ }, payload: claims })
      const logout = { 'http://schemas.openid.net/event/backchannel-logout': {} }
      return {
        'logout token': kind('logout+jwt', { events: logout, sid: 's' }),
        'security event': kind('secevent+jwt', { events: { 'urn:x': {} } }),
        'introspection response': kind('token-introspection+jwt', {
          token_introspection: { active: true, sub: 'u1', scope: 'admin' },
        }),
        'status list': kind('statuslist+jwt', { status_list: { bits: 1, lst: 'eNrbuRgAAhcBXQ' } }),
        'entity statement': kind('entity-statement+jwt', { jwks: idp.jwks }),
        'request object': kind('oauth-authz-req+jwt', { response_type: 'code' }),
        'client attestation': kind('oauth-client-attestation+jwt'),
        'key binding': kind('kb+jwt', { sd_hash: 'x' }),
        'verifiable credential': kind('vc+jwt', { vc: {} }),
        'SD-JWT': kind('dc+sd-jwt', { vct: 'x' }),
        'JARM response': kind('JWT', { code: 'x', state: 'y', aud: 'c1' }),
        'JARM response for this audience': kind('JWT', { code: 'x', state: 'y' }),
        'UserInfo response': kind('JWT', { aud: 'c1', email: 'u@example', iat: undefined }),
        'UserInfo response for this audience': kind('JWT', { aud: audience, email: 'u@example' }),
        'JWT of nothing in particular': kind('JWT', { exp: clock.now() + 60 }),
      }
    },
  ),
  {
    ids: ['ATK-55', 'BCP-10'],
    title: 'refuses logout tokens, events and introspection responses where plain JWTs are taken',
    async run(world) {
      const kind = (claims: Record<string, unknown>): string =>
        world.idp.sign({ header: { typ: 'JWT' }, payload: claims })
      const tokens = {
        'logout token': kind({
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        }),
        'security event': kind({ events: {} }),
        'introspection response': kind({ token_introspection: { active: true } }),
        'a typ claim of ID': kind({ typ: 'ID' }),
        'a typ claim of Refresh': kind({ typ: 'Refresh' }),
        'a typ claim of Logout': kind({ typ: 'Logout' }),
        'a typ claim of no string': kind({ typ: ['Bearer'] }),
        'token_use id': kind({ token_use: 'id' }),
        'token_use refresh': kind({ token_use: 'refresh' }),
        'another typ': world.idp.sign({ header: { typ: 'logout+jwt' } }),
        'a DPoP proof': world.idp.sign({ header: { typ: 'dpop+jwt' } }),
      }
      await expectAllRefused(world, tokens, { setup: PLAIN_JWT_SERVER })
    },
  },
  refusesTokens(
    ['ATK-56', 'BCP-10'],
    'refuses client assertions and refresh tokens',
    ({ idp, audience }) => {
      const assertion = { iss: 'c1', sub: 'c1', aud: idp.issuer, client_id: undefined }
      return {
        'client assertion': idp.sign({ header: { typ: 'JWT' }, payload: assertion }),
        'client assertion without typ': idp.sign({
          header: { typ: undefined },
          payload: assertion,
        }),
        'client assertion, named': idp.sign({
          header: { typ: 'client-authentication+jwt' },
          payload: assertion,
        }),
        'client assertion by the issuer': idp.sign({
          header: { typ: 'JWT' },
          payload: { ...assertion, iss: idp.issuer, aud: audience },
        }),
        'refresh token': idp.sign({ header: { typ: 'rt+jwt' } }),
        'refresh token, plain': idp.sign({ header: { typ: 'JWT' }, payload: { typ: 'Refresh' } }),
      }
    },
  ),
  refusesTokens(['ATK-57', 'BCP-10'], 'refuses a DPoP proof', ({ idp }) => {
    const { publicJwk } = keyOf(idp)
    const proof = { htm: 'GET', htu: 'https://rs.example/r', ath: 'x' }
    return {
      'with a jwk': idp.sign({
        header: { typ: 'dpop+jwt', kid: undefined, jwk: publicJwk },
        payload: proof,
      }),
      'with the claims of a token': idp.sign({ header: { typ: 'dpop+jwt' }, payload: proof }),
    }
  }),
  {
    ids: ['ATK-59', 'BCP-07'],
    title: 'refuses the token of one issuer signed by the key of another, under the same kid',
    async run(world) {
      const other = await world.provider()
      const setup = { key: 'two issuers', options: { issuer: [world.idp.issuer, other.issuer] } }
      const server = await world.server(setup)
      expectAccepted(await server.get('/r', await world.idp.token()))
      expectAccepted(await server.get('/r', await other.token()))
      await expectAllRefused(world, signedByTheOther(world.idp, other), { setup })
      await expectAllRefused(world, signedByTheOther(other, world.idp), { setup, idp: other })
    },
  },
  refusesTokens(['ATK-60', 'AT-06'], 'refuses tokens for somebody else', ({ idp }) =>
    Object.fromEntries(
      ['https://other.example', ['https://other.example'], idp.issuer, [idp.issuer], 'c1'].map(
        (aud) => [JSON.stringify(aud), idp.sign({ payload: { aud } })],
      ),
    ),
  ),
]

function idTokens({ idp, audience }: World): NamedTokens {
  const marks = { nonce: 'n', at_hash: 'h', c_hash: 'h', s_hash: 'h', auth_time: 1, sid: 's' }
  const audiences = { client: 'c1', RS: audience, 'client and RS': ['c1', audience] }
  return Object.fromEntries(
    Object.entries(audiences).flatMap(([name, aud]) =>
      ['JWT', undefined, 'id_token+jwt'].flatMap((typ) => [
        [
          `${typ ?? 'no typ'}, for ${name}`,
          idp.sign({ header: { typ }, payload: { ...marks, aud } }),
        ],
        [
          `${typ ?? 'no typ'}, for ${name}, with a nonce only`,
          idp.sign({ header: { typ }, payload: { aud, azp: 'c1', nonce: 'n', scope: undefined } }),
        ],
      ]),
    ),
  )
}

/** Says to be from the first, and is signed by each key of the second. */
function signedByTheOther(from: TestIdentityProvider, by: TestIdentityProvider): NamedTokens {
  return Object.fromEntries([...by.keys.values()].map((key) => [key.kid, from.sign({ key })]))
}
