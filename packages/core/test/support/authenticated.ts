import type { Binding, Scheme } from '../../src/authentication.js'
import type { Authentication } from '../../src/index.js'
import type { IssuerProfile } from '../../src/config/resolve-issuer.js'
import type { PolicyContext } from '../../src/policy/policy.js'
import type { SignedToken, VerifiedToken } from '../../src/cache/verified-token.js'
import { toAuthentication } from '../../src/token/to-authentication.js'

/** The time that policies are asked at, in seconds. */
export const NOW = 1_800_000_000

/** The Authentication of user u1 at client c1, whose token had these claims and these scopes. */
export function authenticated(
  claims: Readonly<Record<string, unknown>>,
  scopes: readonly string[] = [],
): Authentication<unknown> {
  const signed = { iss: 'https://id.example', sub: 'u1', client_id: 'c1', ...claims }
  const verified = {
    ...verifiedToken({ issuer: signed.iss, audiences: ['https://rs.example'] }),
    signed,
    // What a schema has left of them: nothing.
    claims: Object.freeze({}),
    checked: {
      subject: text(signed.sub),
      clientId: text(signed.client_id),
      tokenId: undefined,
      times: { expiresAt: NOW + 300, from: 0, until: NOW + 300 },
    },
    scopes: new Set(scopes),
  }
  return present(verified, {})
}

/** A verified token of nobody in particular. */
export function verifiedToken(profile: Partial<IssuerProfile>): SignedToken {
  return {
    hash: undefined,
    digest: undefined,
    usedIn: 0,
    kind: 'jwt',
    issuer: { profile } as VerifiedToken['issuer'],
    wanted: { algorithm: 'ES256', kid: undefined },
    key: {} as SignedToken['key'],
    openedBy: undefined,
    signed: {},
    claims: {},
    checked: {
      subject: undefined,
      clientId: undefined,
      tokenId: undefined,
      times: { expiresAt: NOW, from: 0, until: NOW },
    },
    scopes: new Set(),
    confirmation: undefined,
    actor: undefined,
    revocable: undefined,
    status: undefined,
  }
}

/** How a token was presented: as a bearer token, with changes. */
interface Presentation {
  readonly token?: string
  readonly scheme?: Scheme
  readonly binding?: Binding
  readonly responseHeaders?: Readonly<Record<string, string>>
}

/** The Authentication of a verified token that was presented in this way. */
export function present(
  verified: VerifiedToken,
  {
    token = 'header.payload.signature',
    scheme = 'Bearer',
    binding,
    responseHeaders = {},
  }: Presentation,
): Authentication<unknown> {
  return toAuthentication(verified, { token, scheme }, binding, responseHeaders)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** What a policy is asked with. */
export function asked(
  auth: Authentication<unknown>,
  changes: Partial<PolicyContext> = {},
): PolicyContext {
  const audiences = ['https://rs.example']
  return { auth, request: undefined, now: NOW, clockTolerance: 5, audiences, ...changes }
}
