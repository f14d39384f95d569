import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { checkIdentity, claimsOf, type TestBinding, type TestIdentity } from './identity.js'
import { refuseProduction } from './refuse-production.js'
import { FrozenSet, sealed } from './sealed.js'

/** What {@link createTestAuthentication} makes one of. */
export interface TestAuthenticationOptions<
  Claims extends object = JWTPayload,
> extends TestIdentity {
  /** What `auth.claims` holds, beside those of any good token: as the schema of your verifier returns it. */
  readonly claims?: Readonly<Record<string, unknown>> & Claims
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
}

/** An `Authentication` of @countersign/core, by shape: this package does not depend on that. */
export interface TestAuthentication<Claims = JWTPayload> {
  readonly scheme: 'Bearer' | 'DPoP'
  readonly claims: Claims
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly scopes: ReadonlySet<string>
  readonly tokenId: string | undefined
  /** Seconds. */
  readonly expiresAt: number
  readonly binding: TestBinding | undefined
  readonly actor: undefined
  readonly kind: 'jwt'
  /** A text that no verifier takes for a token. Not enumerable. */
  readonly token: string
}

const ISSUER = 'https://id.example'
const AUDIENCE = 'https://rs.example'

/** Seconds. */
const LIFETIME = 300

// What policies of the core, and its adapters, look for in an Authentication: see there.
const PROVENANCE = Symbol.for('countersign.provenance')
const RESPONSE_HEADERS = Symbol.for('countersign.response-headers')

/**
 * Makes an Authentication without a verifier and without a request, for unit tests of handlers and of
 * policies: `verifier.authorize(createTestAuthentication({ scopes: ['read'] }), policy)`.
 *
 * The claims are frozen and without a prototype. No schema was asked about them: give what yours
 * would return. By default the issuer is `https://id.example`, the audience `https://rs.example`, and
 * it is good for 300 seconds. Throws a TypeError as `authenticated` does, and an Error where
 * `NODE_ENV` is `production`.
 */
export function createTestAuthentication<Claims extends object = JWTPayload>(
  options: TestAuthenticationOptions<Claims> = {},
): TestAuthentication<JWTPayload & Claims> {
  refuseProduction('createTestAuthentication()')
  const { clock = Date.now, ...identity } = options
  checkIdentity(identity)
  const { issuer = ISSUER, audience = AUDIENCE, binding, scopes } = identity
  const iat = Math.floor(clock() / 1000)
  const claims = sealed({
    iss: issuer,
    aud: audience,
    sub: 'u1',
    client_id: 'c1',
    iat,
    exp: iat + LIFETIME,
    jti: randomUUID(),
    ...(scopes && { scope: scopes.join(' ') }),
    ...claimsOf(identity),
  })
  const auth = {
    scheme: binding?.jkt === undefined ? 'Bearer' : 'DPoP',
    claims,
    issuer,
    subject: textOf(claims['sub']),
    clientId: textOf(claims['client_id']),
    scopes: new FrozenSet(scopes ?? scopesIn(claims['scope'])),
    tokenId: textOf(claims['jti']),
    expiresAt: Number(claims['exp']),
    binding: binding && Object.freeze({ ...binding }),
    actor: undefined,
    kind: 'jwt',
  } as const
  const audiences = typeof audience === 'string' ? [audience] : [...audience]
  const provenance = { signed: claims, audiences, until: auth.expiresAt }
  const hidden = {
    token: { value: 'made-by-the-test-kit' },
    [PROVENANCE]: { value: Object.freeze(provenance) },
    [RESPONSE_HEADERS]: { value: Object.freeze({}) },
  }
  return Object.freeze(Object.defineProperties(auth, hidden)) as never
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function scopesIn(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : []
}
