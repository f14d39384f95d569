import * as fc from 'fast-check'
import type { RefusalReason } from '../../src/index.js'
import { padded, withStrayBits, type TokenDraft } from './token-draft.js'

/** A change to a token, and why we may refuse the result although jose takes it. */
export interface TokenChange {
  readonly label: string
  readonly stricter: readonly RefusalReason[]
  apply(draft: TokenDraft): void
}

export const NOW = 1_800_000_000

const anyJson = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'x', 0, -1, 1.5, true, false, [], {}, ['x'], [1]),
  // That we refuse a member named `__proto__`, and jose does not, is told in jose-stricter.test.ts.
  fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
)

/** Sets a member of a part to one of these values; `undefined` takes it away. */
function member(
  part: 'header' | 'payload',
  name: string,
  values: fc.Arbitrary<unknown>,
  stricter: readonly RefusalReason[] = [],
): fc.Arbitrary<TokenChange> {
  return values.map((value) => ({
    label: `${part}.${name} = ${JSON.stringify(value) ?? 'nothing'}`,
    stricter,
    apply(draft) {
      if (value === undefined) delete draft[part][name]
      else draft[part][name] = value
    },
  }))
}

const near = (stricter: RefusalReason[], name: string): fc.Arbitrary<TokenChange> =>
  member(
    'payload',
    name,
    fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: NOW - 70, max: NOW + 70 }) },
      fc.constantFrom(-6, -5, -4, 0, 4, 5, 6, 60, 61).map((seconds) => NOW + seconds),
      fc.double({ min: NOW - 10, max: NOW + 10 }),
      fc.constantFrom<unknown>(NOW * 1000, 1e308, -1, String(NOW), [NOW], null, undefined, 0),
      anyJson,
    ),
    stricter,
  )

const among = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values)

export const ISSUER = 'https://id.example'
export const AUDIENCES = ['https://rs.example', 'urn:rs'] as const

/** Claims of other kinds, which may be anything: they make no difference, to us or to jose. */
const indifferent = ['nonce', 'auth_time', 'acr', 'azp', 'typ', 'token_use', 'roles', 'toString']

const headerChanges = [
  member('header', 'typ', among('AT+JWT', 'application/at+jwt', 'JWT', 'at+jwt ', '', undefined)),
  member('header', 'typ', anyJson),
  member('header', 'alg', among('none', 'HS256', 'es256', 'ES256', 'PS256', 'EdDSA', undefined)),
  member('header', 'alg', anyJson),
  member('header', 'kid', among('a', 'b', 'c', 'd', 'e', 'A', '', 'nobody', undefined, 'toString')),
  member('header', 'kid', anyJson),
  member('header', 'b64', among(true, false, null), ['unsupported_header']),
  member('header', 'zip', among('DEF', null), ['unsupported_header']),
  member('header', 'crit', among(['b64'], ['exp'], [], 'b64', null), ['unsupported_header']),
  member('header', 'jwk', anyJson),
  member('header', 'jku', among('https://evil.example/jwks')),
  member('header', 'x5c', anyJson),
  member('header', 'iss', among('https://evil.example')),
]

const payloadChanges = [
  member('payload', 'iss', among(`${ISSUER}/`, 'https://ID.example', [ISSUER], '', undefined)),
  member('payload', 'iss', anyJson),
  member('payload', 'aud', among(...AUDIENCES, AUDIENCES, ['urn:x', 'urn:rs'], 'urn:RS', [[]])),
  member('payload', 'aud', among(['urn:rs', 1], [null, 'urn:rs'], ['urn:rs', ['urn:rs']]), [
    'malformed_claim',
  ]),
  member('payload', 'aud', anyJson),
  near(['malformed_claim'], 'exp'),
  near(['malformed_claim'], 'nbf'),
  near(['malformed_claim', 'token_not_yet_valid'], 'iat'),
  ...['sub', 'client_id', 'jti'].map((name) =>
    member('payload', name, anyJson, ['malformed_claim', 'missing_claim']),
  ),
  member('payload', 'scope', among('', 'read write', ' read', undefined)),
  ...['scope', 'scp', 'act', 'authorization_details'].map((name) =>
    member('payload', name, anyJson, ['malformed_claim']),
  ),
  member('payload', 'cnf', anyJson, ['unsupported_binding', 'malformed_binding']),
  ...indifferent.map((name) => member('payload', name, anyJson)),
  member('payload', 'filler', among('x'.repeat(9_000))),
  member('payload', 'filler', among('x'.repeat(12_300)), ['token_too_large']),
]

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** One member more at the end of the JSON text, under a name that is new each time. */
const append =
  (value: string) =>
  (json: string): string =>
    `${json.slice(0, -1)},"x${json.length}":${value}}`

/** One member more in front of the others: a reader that takes the last one does not see it. */
const repeat =
  (member: string) =>
  (json: string): string =>
    json.replace('{', `{${member},`)

const sameJson: readonly ((json: string) => string)[] = [
  (json) => ` \n${json}\t`,
  (json) => json.replaceAll(',', ' , '),
  (json) => json.replace('"iss"', '"\\u0069ss"'),
  append('"\\ud800"'),
  append(nested(31)),
]
const looseJson: readonly ((json: string) => string | Uint8Array)[] = [
  (json) => `\ufeff${json}`,
  repeat('"iss":"https://evil.example","alg":"none"'),
  repeat('"\\u0069ss":1,"\\u0061lg":2'),
  repeat('"exp":1e400'),
  repeat('"__proto__":{"scope":"admin"}'),
  append('{"a":1,"a":1}'),
  append('-1e400'),
  append(nested(32)),
  append(nested(2_000)),
]
const badJson: readonly ((json: string) => string | Uint8Array)[] = [
  (json) => json.slice(0, -1),
  (json) => `${json}x`,
  (json) => `[${json}]`,
  (json) => json.replaceAll('"', "'"),
  (json) => Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
  (json) => Buffer.from(json, 'utf16le'),
  append('NaN'),
  () => '{}',
]

const textChanges = fc
  .record({
    part: fc.constantFrom('header', 'payload'),
    rewrite: fc.oneof(
      fc.constantFrom(...sameJson).map((change) => ({ change, stricter: [] })),
      fc.constantFrom(...looseJson).map((change) => ({ change, stricter: ['malformed_token'] })),
      fc.constantFrom(...badJson).map((change) => ({ change, stricter: [] })),
    ),
  })
  .map(({ part, rewrite: { change, stricter } }): TokenChange => ({
    label: `${part} written as ${String(change)}`,
    // The deepest of them is too long in a token that has a filler too.
    stricter: [...(stricter as RefusalReason[]), 'token_too_large'],
    apply: ({ rewrites }) => rewrites[part].push(change),
  }))

const spellingChanges = fc
  .record({
    part: fc.constantFrom('header', 'payload'),
    change: fc.constantFrom<(segment: string) => string>(
      padded,
      withStrayBits,
      (segment) => `${segment} `,
      (segment) => `\n${segment}`,
      (segment) => `${segment.slice(0, 5)}\t${segment.slice(5)}`,
      (segment) => `${segment}=`,
      (segment) => segment.replaceAll('-', '+').replaceAll('_', '/'),
    ),
  })
  .map(({ part, change }): TokenChange => ({
    label: `${part} spelt as ${String(change)}`,
    stricter: ['malformed_token'],
    apply: ({ spellings }) => spellings[part].push(change),
  }))

/** Any change that is made before a token is signed. */
export const signedChange: fc.Arbitrary<TokenChange> = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...headerChanges) },
  { weight: 6, arbitrary: fc.oneof(...payloadChanges) },
  { weight: 2, arbitrary: textChanges },
  { weight: 1, arbitrary: spellingChanges },
)
