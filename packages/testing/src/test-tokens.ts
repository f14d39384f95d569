import { randomUUID } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import { signCompact } from './sign-compact.js'

/** Changes to a set of claims or a header; `undefined` takes a member away. */
export type Overrides = Readonly<Record<string, unknown>>

/** The claims of a good access token (RFC 9068 §2.2) with changes made to them. */
export function testClaims(
  { issuer, audience, now }: { issuer: string; audience: string; now: number },
  overrides: Overrides = {},
): Record<string, unknown> {
  const iat = Math.floor(now / 1000)
  const claims = {
    iss: issuer,
    aud: audience,
    sub: 'u1',
    client_id: 'c1',
    scope: 'read',
    iat,
    exp: iat + 300,
    jti: randomUUID(),
  }
  return merge(claims, overrides)
}

/** Signs raw parts as they are, and objects merged over what a good token has. */
export function signToken(
  key: SigningKey,
  header: Overrides | string | Uint8Array,
  payload: Record<string, unknown> | string | Uint8Array,
): string {
  const raw = typeof header === 'string' || header instanceof Uint8Array
  const defaults = { typ: 'at+jwt', alg: key.algorithm, kid: key.kid }
  return signCompact({ header: raw ? header : merge(defaults, header), payload, key })
}

/** The first with the changes of the second; `undefined` removes a member. */
export function merge(defaults: Overrides, overrides: Overrides): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...defaults, ...overrides }).filter(([, value]) => value !== undefined),
  )
}
