import type { Authentication } from '../../src/index.js'
import type { PolicyContext } from '../../src/policy/policy.js'
import { toAuthentication } from '../../src/token/to-authentication.js'

/** The time that policies are asked at, in seconds. */
export const NOW = 1_800_000_000

/** The Authentication of user u1 at client c1, whose token had these claims and these scopes. */
export function authenticated(
  claims: Readonly<Record<string, unknown>>,
  scopes: readonly string[] = [],
): Authentication<unknown> {
  const signed = { iss: 'https://id.example', sub: 'u1', client_id: 'c1', ...claims }
  return toAuthentication({
    token: 'header.payload.signature',
    issuer: signed.iss,
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
    audiences: ['https://rs.example'],
  })
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
