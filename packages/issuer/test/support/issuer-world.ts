import { randomBytes } from 'node:crypto'
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose'
import {
  createIssuer,
  generateSigningKey,
  memoryRefreshTokenStore,
  type CreateIssuerOptions,
  type Issuer,
  type IssuerClient,
  type Revocation,
  type RevocationSubject,
} from '../../src/index.js'
import { serve } from './serve.js'
import { testClock, type TestClock } from './test-clock.js'

export const AUDIENCE = 'https://api.example.com'
export const OTHER_AUDIENCE = 'https://other.example.com'

/** A list of withdrawn tokens, as a verifier would ask it. */
export interface RecordingRevocation {
  readonly revoked: Revocation[]
  revoke(revocation: Revocation): void
  isRevoked(token: RevocationSubject): boolean
}

export function recordingRevocation(): RecordingRevocation {
  const revoked: Revocation[] = []
  return {
    revoked,
    revoke: (revocation) => void revoked.push(revocation),
    isRevoked: ({ tokenId, grantId }) =>
      revoked.some((one) => ('tokenId' in one ? one.tokenId === tokenId : one.grantId === grantId)),
  }
}

/** An issuer that serves everything, with clients of every kind. */
export interface IssuerWorld {
  readonly issuer: Issuer
  readonly origin: string
  readonly clock: TestClock
  readonly revocation: RecordingRevocation
  /** Of the clients `web`, `service`, `api` and `other`. */
  readonly secret: string
  /** The claims of a token, verified by the published keys. */
  claims(token: string): Promise<JWTPayload>
  readonly close: () => Promise<void>
}

export async function issuerWorld(
  changes: Partial<CreateIssuerOptions> = {},
  moreClients: readonly IssuerClient[] = [],
): Promise<IssuerWorld> {
  const clock = testClock()
  const revocation = recordingRevocation()
  const secret = randomBytes(24).toString('base64url')
  const clients: readonly IssuerClient[] = [
    { clientId: 'web', secret, grantTypes: ['refresh_token'] },
    {
      clientId: 'service',
      secret,
      grantTypes: ['client_credentials', 'token_exchange'],
      audiences: [AUDIENCE, OTHER_AUDIENCE],
      scopes: ['read', 'write'],
    },
    { clientId: 'api', secret, resources: [AUDIENCE] },
    { clientId: 'other', secret, resources: [OTHER_AUDIENCE], grantTypes: ['refresh_token'] },
    { clientId: 'app', public: true, grantTypes: ['refresh_token'] },
    ...moreClients,
  ]
  const keys = [await generateSigningKey()]
  let issuer: Issuer | undefined
  const { origin, close } = await serve((origin) => {
    issuer = createIssuer({
      issuer: `${origin}/t1`,
      audience: AUDIENCE,
      keys,
      clock,
      revocation,
      refresh: { store: memoryRefreshTokenStore({ clock }) },
      exchange: () => true,
      clients,
      endpoints: { token: true, revocation: true, introspection: true },
      ...changes,
    })
    return issuer.handler
  })
  if (!issuer) throw new Error('there is an issuer')
  const made = issuer
  return {
    issuer: made,
    origin,
    clock,
    revocation,
    secret,
    async claims(token) {
      const { payload } = await jwtVerify(token, createLocalJWKSet(made.jwks()), {
        issuer: made.issuer,
        typ: 'at+jwt',
        currentDate: new Date((changes.clock ?? clock)()),
      })
      return payload
    },
    close,
  }
}
