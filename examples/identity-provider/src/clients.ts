import { randomBytes } from 'node:crypto'
import { SECOND_FACTOR, type ExampleClient } from 'example-shared'

/** A client of this provider, and what is special about its tokens. */
export interface RegisteredClient extends ExampleClient {
  /** Claims beside the usual ones. */
  claims?(now: number): Record<string, unknown>
  /** Seconds by which its tokens are dated back: for tokens that have expired already. */
  readonly backdated?: number
}

/** Seconds that a token is good for. */
export const TOKEN_LIFETIME = 3600

/** Registers the clients anew, so that no secret outlives the process. */
export function registerClients(): readonly RegisteredClient[] {
  return [
    { clientId: 'reader', scope: 'orders:read' },
    { clientId: 'clerk', scope: 'orders:read orders:write' },
    {
      clientId: 'manager',
      scope: 'orders:read orders:write',
      // Nobody signs in here. A provider with people takes these two from their sign-in.
      claims: (now: number) => ({ acr: SECOND_FACTOR, auth_time: now }),
    },
    { clientId: 'admin', scope: 'orders:read admin' },
    { clientId: 'latecomer', scope: 'orders:read', backdated: TOKEN_LIFETIME + 60 },
  ].map((client) => ({ ...client, clientSecret: randomBytes(24).toString('base64url') }))
}
