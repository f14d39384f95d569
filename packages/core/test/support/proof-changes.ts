import { encodeSegment } from '@countersign/testing'
import * as fc from 'fast-check'

/** What a proof is made of before it is signed. */
export interface ProofDraft {
  readonly header: Record<string, unknown>
  readonly claims: Record<string, unknown>
}

/** A change to a proof, before or after it is signed. */
export interface ProofChange {
  readonly label: string
  readonly draft?: (draft: ProofDraft) => void
  readonly text?: (proof: string) => string
}

const anyJson = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'x', 0, -1, 1.5, true, [], {}, ['x']),
  fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
)

function member(
  part: keyof ProofDraft,
  name: string,
  values: fc.Arbitrary<unknown>,
): fc.Arbitrary<ProofChange> {
  return values.map((value) => ({
    label: `${part}.${name} = ${JSON.stringify(value) ?? 'nothing'}`,
    draft: (draft) => {
      draft[part][name] = value
    },
  }))
}

const near = (now: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -70, max: 70 }).map((seconds) => now + seconds) },
    fc.double({ min: now - 70, max: now + 70, noNaN: true }),
    fc.constantFrom<unknown>(now * 1000, 1e308, String(now), [now], now - 301, now + 301),
    anyJson,
  )

const targets = [
  'https://rs.example/orders?x=1',
  'https://rs.example/orders#x',
  'https://RS.example:443/orders',
  'https://rs.example/./orders',
  'https://rs.example/a/../orders',
  'https://rs.example/orders/',
  'https://rs.example/Orders',
  'https://rs.example:8443/orders',
  'http://rs.example/orders',
  'https://u@rs.example/orders',
  'https:\\\\rs.example\\orders',
  'https:rs.example/orders',
  'https://rs.example/\torders',
  'https://rs%2eexample/orders',
  '/orders',
  ['https://rs.example/orders'],
]

/** Changes to members of the jwk, which mostly stay keys of somebody. */
const jwkChanges = fc
  .tuple(
    fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'k', 'use', 'key_ops', 'alg', 'kid'),
    anyJson,
  )
  .map(([name, value]): ProofChange => ({
    label: `jwk.${name} = ${JSON.stringify(value) ?? 'nothing'}`,
    draft: ({ header }) => {
      header['jwk'] = { ...(header['jwk'] as object), [name]: value }
    },
  }))

const spellings: readonly ((proof: string) => string)[] = [
  (proof) => `${proof}=`,
  (proof) => `${proof}, ${proof}`,
  (proof) => `${proof}.x`,
  (proof) => proof.slice(0, -1),
  (proof) => `${proof.slice(0, -1)}${proof.endsWith('A') ? 'B' : 'A'}`,
  (proof) => ` ${proof} `,
  (proof) => proof.replaceAll('-', '+').replaceAll('_', '/'),
  (proof) => proof.replace(/^[^.]+/, encodeSegment({ typ: 'dpop+jwt', alg: 'none' })),
  (proof) => proof.replace('.', '..'),
]

/** Any change to a proof for `GET https://rs.example/orders`. */
export function proofChange(now: number): fc.Arbitrary<ProofChange> {
  return fc.oneof(
    member('header', 'typ', fc.constantFrom('DPoP+JWT', 'application/dpop+jwt', 'JWT', undefined)),
    member('header', 'alg', fc.constantFrom('none', 'HS256', 'ES384', 'PS256', 'RS256', 'EdDSA')),
    member('header', 'crit', fc.constantFrom<unknown>(['b64'], [], ['exp'], undefined)),
    ...['typ', 'alg', 'jwk', 'kid', 'b64'].map((name) => member('header', name, anyJson)),
    jwkChanges,
    member('claims', 'htm', fc.constantFrom<unknown>('get', 'POST', ['GET'], 'GET ', 'GET')),
    member('claims', 'htu', fc.constantFrom<unknown>(...targets)),
    ...['iat', 'exp', 'nbf'].map((name) => member('claims', name, near(now))),
    ...['jti', 'htm', 'htu', 'ath', 'nonce', 'iss', 'aud'].map((name) =>
      member('claims', name, anyJson),
    ),
    fc.constantFrom(...spellings).map((text) => ({ label: String(text), text })),
  )
}
