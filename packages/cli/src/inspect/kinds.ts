import { isMembers, type Members, textOf } from './members.js'

/** What a JWT is for, as far as it says. */
export type KindId =
  | 'access-token'
  | 'plain-access-token'
  | 'id-token'
  | 'refresh-token'
  | 'dpop-proof'
  | 'logout-token'
  | 'security-event'
  | 'status-list'
  | 'introspection-response'
  | 'client-assertion'
  | 'request-object'
  | 'entity-statement'
  | 'key-binding'
  | 'sd-jwt-credential'
  | 'jwt'

/** One kind of JWT: its name, who defines it, and what it has to have. */
export interface Kind {
  readonly id: KindId
  readonly title: string
  readonly reference: string
  /** Claims that the reference asks for. */
  readonly required: readonly string[]
  /** Whether an API may be shown it as a credential. */
  readonly isCredential: boolean
}

type Row = readonly [title: string, reference: string, required: string, isCredential?: boolean]

const ROWS: Readonly<Record<KindId, Row>> = {
  'access-token': ['Access token', 'RFC 9068 §2.2', 'iss exp aud sub client_id iat jti', true],
  'plain-access-token': ['Access token, not of RFC 9068', 'our verifier', 'iss exp aud', true],
  'id-token': ['ID token', 'OpenID Connect Core §2', 'iss sub aud exp iat'],
  'refresh-token': ['Refresh token', 'RFC 6749 §1.5', ''],
  'dpop-proof': ['DPoP proof', 'RFC 9449 §4.2', 'jti htm htu iat'],
  'logout-token': ['Logout token', 'OpenID Back-Channel Logout §2.4', 'iss aud iat exp jti events'],
  'security-event': ['Security event token', 'RFC 8417 §2.2', 'iss iat jti events'],
  'status-list': ['Status list token', 'Token Status List §5.1', 'sub iat status_list'],
  'introspection-response': [
    'Introspection response',
    'RFC 9701 §5',
    'iss aud iat token_introspection',
  ],
  'client-assertion': ['Client assertion', 'RFC 7523 §3', 'iss sub aud exp'],
  'request-object': ['Authorization request', 'RFC 9101 §4', 'client_id'],
  'entity-statement': ['Entity statement', 'OpenID Federation §3.1', 'iss sub iat exp'],
  'key-binding': ['Key binding JWT', 'RFC 9901 §4.3', 'iat aud nonce sd_hash'],
  'sd-jwt-credential': ['SD-JWT credential', 'SD-JWT VC §2.2', 'vct'],
  jwt: ['JWT', 'RFC 7519', ''],
}

/** Every kind by its name. */
const KINDS: ReadonlyMap<KindId, Kind> = new Map(
  (Object.entries(ROWS) as [KindId, Row][]).map(
    ([id, [title, reference, required, isCredential = false]]) => [
      id,
      {
        id,
        title,
        reference,
        required: required.split(' ').filter((name) => name !== ''),
        isCredential,
      },
    ],
  ),
)

/** By `typ`, in lower case and without `application/`. */
const BY_TYPE: ReadonlyMap<string, KindId> = new Map([
  ['at+jwt', 'access-token'],
  ['dpop+jwt', 'dpop-proof'],
  ['logout+jwt', 'logout-token'],
  ['secevent+jwt', 'security-event'],
  ['statuslist+jwt', 'status-list'],
  ['token-introspection+jwt', 'introspection-response'],
  ['client-authentication+jwt', 'client-assertion'],
  ['oauth-authz-req+jwt', 'request-object'],
  ['entity-statement+jwt', 'entity-statement'],
  ['kb+jwt', 'key-binding'],
  ['dc+sd-jwt', 'sd-jwt-credential'],
  ['vc+sd-jwt', 'sd-jwt-credential'],
])

type Mark = readonly [kind: KindId, has: (claims: Members) => boolean]

const has =
  (...names: readonly string[]) =>
  (claims: Members): boolean =>
    names.every((name) => name in claims)

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Where `typ` says nothing: the first that fits. What claims a provider adds is no promise. */
const BY_CLAIMS: readonly Mark[] = [
  ['dpop-proof', has('htm', 'htu')],
  ['logout-token', ({ events }) => isMembers(events) && LOGOUT_EVENT in events],
  ['security-event', has('events')],
  ['introspection-response', has('token_introspection')],
  ['status-list', has('status_list')],
  ['key-binding', has('sd_hash')],
  ['refresh-token', (claims) => /^(?:refresh|offline)/i.test(nameOfKind(claims))],
  ['id-token', (claims) => /^id(?:_token)?$/i.test(nameOfKind(claims))],
  ['plain-access-token', (claims) => /^(?:bearer|access|dpop)/i.test(nameOfKind(claims))],
  ['id-token', (claims) => ['nonce', 'at_hash', 'c_hash', 's_hash'].some((name) => name in claims)],
  ['request-object', has('client_id', 'response_type')],
  ['entity-statement', has('iss', 'sub', 'jwks')],
  ['plain-access-token', (claims) => ['scope', 'scp', 'cnf'].some((name) => name in claims)],
  ['client-assertion', ({ iss, sub }) => typeof iss === 'string' && iss === sub],
  ['id-token', (claims) => has('azp', 'aud')(claims) && claims['azp'] === claims['aud']],
  ['plain-access-token', (claims) => ['client_id', 'cid', 'appid', 'azp'].some((n) => n in claims)],
]

/** What a JWT is for: by its `typ`, or else by the claims that it has. */
export function kindOf(header: Members | undefined, claims: Members | undefined): Kind {
  const byType = BY_TYPE.get(mediaType(textOf(header, 'typ') ?? ''))
  const byClaims = claims && BY_CLAIMS.find(([, fits]) => fits(claims))?.[0]
  return kindNamed(byType ?? byClaims ?? 'jwt')
}

/** The kind of that name. */
export function kindNamed(id: KindId): Kind {
  const kind = KINDS.get(id)
  if (!kind) throw new TypeError(`no kind is named ${id}`)
  return kind
}

/** RFC 7515 §4.1.9: in any case, and `application/` may be left out. */
function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '')
}

/** Whether a `typ` is one that says what a JWT is for. */
export function isKnownType(typ: string): boolean {
  const type = mediaType(typ)
  return type === 'jwt' || BY_TYPE.has(type)
}

/** Keycloak and Amazon Cognito name the kind in a claim. */
function nameOfKind(claims: Members): string {
  return textOf(claims, 'typ') ?? textOf(claims, 'token_use') ?? textOf(claims, 'token_type') ?? ''
}
