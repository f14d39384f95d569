import { headerOf } from '../labels.js'
import { byValue } from '../named.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

/** A JWT that is no access token: what its header says, and what its claims say beside those of a good token. */
interface Kind {
  readonly typ: string | undefined
  readonly claims?: Readonly<Record<string, unknown>>
  /** Nothing but its `typ` tells it from an access token, and this `typ` says nothing of it. */
  readonly plain?: true
}

const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} }

const about = { family: 'cross-JWT', severity: 'high', needs: 'signing-key' } as const

/** Other JWTs of a trusted issuer, signed by the right key and meant for somebody else. */
export const crossJwtAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'id-token',
    rows: ['ATK-54', 'AT-12', 'BCP-10'],
    title: 'refuses ID tokens',
    tokens(subject) {
      const { audience } = subject
      const marks = { nonce: 'n', at_hash: 'h', c_hash: 'h', s_hash: 'h', auth_time: 1, sid: 's' }
      const audiences = { client: 'c1', RS: audience, 'client and RS': ['c1', audience] }
      return ofKinds(
        subject,
        Object.fromEntries(
          Object.entries(audiences).flatMap(([name, aud]) =>
            ['JWT', undefined, 'id_token+jwt'].flatMap((typ) => [
              [`${typ ?? 'no typ'}, for ${name}`, { typ, claims: { ...marks, aud } }],
              [
                `${typ ?? 'no typ'}, for ${name}, with a nonce only`,
                { typ, claims: { aud, azp: 'c1', nonce: 'n', scope: undefined } },
              ],
            ]),
          ),
        ),
      )
    },
  },
  {
    ...about,
    id: 'other-jwt-kinds',
    rows: ['ATK-55', 'BCP-10', 'INTR-15'],
    title: 'refuses every other kind of JWT that names itself',
    tokens: (subject) =>
      ofKinds(subject, {
        'logout token': { typ: 'logout+jwt', claims: { events: LOGOUT, sid: 's' } },
        'security event': { typ: 'secevent+jwt', claims: { events: { 'urn:x': {} } } },
        'introspection response': {
          typ: 'token-introspection+jwt',
          claims: { token_introspection: { active: true, sub: 'u1', scope: 'admin' } },
        },
        'status list': {
          typ: 'statuslist+jwt',
          claims: { status_list: { bits: 1, lst: 'eNrbuRgAAhcBXQ' } },
        },
        'entity statement': { typ: 'entity-statement+jwt', claims: { jwks: subject.jwks } },
        'request object': { typ: 'oauth-authz-req+jwt', claims: { response_type: 'code' } },
        'client attestation': { typ: 'oauth-client-attestation+jwt' },
        'key binding': { typ: 'kb+jwt', claims: { sd_hash: 'x' } },
        'verifiable credential': { typ: 'vc+jwt', claims: { vc: {} } },
        'SD-JWT': { typ: 'dc+sd-jwt', claims: { vct: 'x' } },
        'JARM response': { typ: 'JWT', claims: { code: 'x', state: 'y', aud: 'c1' } },
        'JARM response for this audience': {
          typ: 'JWT',
          claims: { code: 'x', state: 'y' },
          plain: true,
        },
        'UserInfo response': {
          typ: 'JWT',
          claims: { aud: 'c1', email: 'u@example', iat: undefined },
        },
        'UserInfo response for this audience': {
          typ: 'JWT',
          claims: { email: 'u@example' },
          plain: true,
        },
        'JWT of nothing in particular': { typ: 'JWT', plain: true },
      }),
  },
  {
    ...about,
    id: 'marked-jwt-kinds',
    rows: ['ATK-55', 'BCP-10'],
    title: 'refuses logout tokens, events and introspection responses that are plain JWTs',
    tokens: (subject) =>
      ofKinds(subject, {
        'logout token': { typ: 'JWT', claims: { events: LOGOUT } },
        'security event': { typ: 'JWT', claims: { events: {} } },
        'introspection response': {
          typ: 'JWT',
          claims: { token_introspection: { active: true } },
        },
        'a typ claim of ID': { typ: 'JWT', claims: { typ: 'ID' } },
        'a typ claim of Refresh': { typ: 'JWT', claims: { typ: 'Refresh' } },
        'a typ claim of Logout': { typ: 'JWT', claims: { typ: 'Logout' } },
        'a typ claim of no string': { typ: 'JWT', claims: { typ: ['Bearer'] } },
        'token_use id': { typ: 'JWT', claims: { token_use: 'id' } },
        'token_use refresh': { typ: 'JWT', claims: { token_use: 'refresh' } },
        'another typ': { typ: 'logout+jwt' },
      }),
  },
  {
    ...about,
    id: 'client-assertion',
    rows: ['ATK-56', 'BCP-10'],
    title: 'refuses client assertions and refresh tokens',
    tokens(subject) {
      const { issuer, audience } = subject
      const claims = { iss: 'c1', sub: 'c1', aud: issuer, client_id: undefined }
      return ofKinds(subject, {
        'client assertion': { typ: 'JWT', claims },
        'client assertion without typ': { typ: undefined, claims },
        'client assertion, named': { typ: 'client-authentication+jwt', claims },
        'client assertion by the issuer': {
          typ: 'JWT',
          claims: { ...claims, iss: issuer, aud: audience },
          plain: true,
        },
        'refresh token': { typ: 'rt+jwt' },
        'refresh token, plain': { typ: 'JWT', claims: { typ: 'Refresh' } },
      })
    },
  },
  {
    ...about,
    id: 'dpop-proof-as-token',
    rows: ['ATK-57', 'BCP-10'],
    title: 'refuses a DPoP proof',
    tokens(subject) {
      const jwk = subject.keys.values().next().value?.publicJwk
      const header = { typ: 'dpop+jwt' }
      const payload = { htm: 'GET', htu: `${subject.audience}/r`, ath: 'x' }
      return {
        'with a jwk': subject.sign({ header: { ...header, kid: undefined, jwk }, payload }),
        'with the claims of a token': subject.sign({ header, payload }),
        'by its typ alone': subject.sign({ header }),
      }
    },
  },
  {
    ...about,
    id: 'other-audience',
    rows: ['ATK-60', 'AT-06'],
    title: 'refuses tokens for somebody else',
    tokens(subject) {
      const { issuer, audience } = subject
      const others = ['https://other.example', issuer, 'c1'].filter((other) => other !== audience)
      return byValue(
        others.flatMap((aud) => [aud, [aud]]),
        (aud) => subject.sign({ payload: { aud } }),
      )
    },
  },
]

const TYPED = /^(?:application\/)?at\+jwt$/i

/** Without those that a good token could be, where good tokens are plain JWTs. */
function ofKinds(subject: AttackSubject, kinds: Readonly<Record<string, Kind>>): NamedTokens {
  const typed = TYPED.test(String(headerOf(subject)['typ']))
  return Object.fromEntries(
    Object.entries(kinds)
      .filter(([, { plain }]) => typed || !plain)
      .map(([name, { typ, claims = {} }]) => [
        name,
        subject.sign({ header: { typ }, payload: claims }),
      ]),
  )
}
