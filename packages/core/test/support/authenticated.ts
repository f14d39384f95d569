import type { Authentication } from '../../src/index.js'
import type { IssuerProfile } from '../../src/config/resolve-issuer.js'
import type { PolicyContext } from '../../src/policy/policy.js'
import type { VerifiedToken } from '../../src/cache/token-cache.js'
import { type Presentation, toAuthentication } from '../../src/token/to-authentication.js'

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
      expiresAt: NOW + 300,
    },
    scopes: new Set(scopes),
  }
  return toAuthentication(verified, presented({ token: 'header.payload.signature' }))
}

/** A verified token of nobody in particular. */
export function verifiedToken(profile: Partial<IssuerProfile>): VerifiedToken {
  return {
    hash: '',
    issuer: { profile } as VerifiedToken['issuer'],
    wanted: { algorithm: 'ES256', kid: undefined },
    key: {} as VerifiedToken['key'],
    signed: {},
    claims: {},
    checked: { subject: undefined, clientId: undefined, tokenId: undefined, expiresAt: NOW },
    scopes: new Set(),
    confirmation: undefined,
    actor: undefined,
  }
}

/** A token sent as a bearer token, with changes. */
export function presented(changes: Partial<Presentation>): Presentation {
  return { token: '', scheme: 'Bearer', binding: undefined, responseHeaders: {}, ...changes }
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
