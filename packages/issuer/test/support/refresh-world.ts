import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose'
import {
  createIssuer,
  generateSigningKey,
  GrantError,
  memoryRefreshTokenStore,
  type CreateIssuerOptions,
  type GrantedTokens,
  type Issuer,
  type RefreshOptions,
  type SigningKey,
} from '../../src/index.js'
import { recordingRevocation, type RecordingRevocation } from './issuer-world.js'
import { testClock, type TestClock } from './test-clock.js'

export const AUDIENCE = 'https://api.example.com'

/** An issuer with refresh tokens in memory, and a list of what was withdrawn. */
export interface RefreshWorld {
  readonly clock: TestClock
  readonly key: SigningKey
  readonly revocation: RecordingRevocation
  issuer: Issuer
  /** Another issuer with the same key, told something else. */
  issuerWith(refresh?: Partial<RefreshOptions>, more?: Partial<CreateIssuerOptions>): Issuer
  /** A grant of the client `web`. */
  granted(changes?: object): Promise<GrantedTokens>
  /** The claims of the access token, verified. */
  claimsOf(tokens: GrantedTokens): Promise<JWTPayload>
}

export async function refreshWorld(): Promise<RefreshWorld> {
  const clock = testClock()
  const key = await generateSigningKey()
  const revocation = recordingRevocation()
  const issuerWith: RefreshWorld['issuerWith'] = (refresh = {}, more = {}) =>
    createIssuer({
      issuer: 'https://id.example.com',
      audience: AUDIENCE,
      keys: [key],
      clock,
      revocation,
      refresh: { store: memoryRefreshTokenStore({ clock }), ...refresh },
      ...more,
    })
  const world: RefreshWorld = {
    clock,
    key,
    revocation,
    issuer: issuerWith(),
    issuerWith,
    granted: async (changes = {}) =>
      world.issuer.grant({ subject: 'u1', clientId: 'web', scope: 'read write', ...changes }),
    async claimsOf({ accessToken }) {
      const keys = createLocalJWKSet(world.issuer.jwks())
      const options = { typ: 'at+jwt', currentDate: new Date(clock()) }
      return (await jwtVerify(accessToken, keys, options)).payload
    },
  }
  return world
}

/** Why a grant was refused. */
export async function reasonOf(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof GrantError) return error.reason
  throw new Error('it was not refused', { cause: error })
}
