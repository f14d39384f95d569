import { randomBytes } from 'node:crypto'
import { TokenRefused, type TokenAnswer, type TokenClient } from '../token-client.js'

/** A session of a browser. The tokens stay here; the browser has a random name for it. */
export interface Session {
  /** The user's access token, renewed if need be. Rejects with TokenRefused where that is over. */
  token(): Promise<string>
  /** Ends it at the issuer: everything that was made from this sign-in is refused from now on. */
  revoke(): Promise<void>
}

export interface Sessions {
  /** Returns what to give the browser. */
  open(tokens: TokenAnswer): string
  find(id: string | undefined): Session | undefined
  drop(id: string | undefined): void
}

/** Milliseconds. */
const LIFETIME = 8 * 3600 * 1000
/** Milliseconds before its end that a token is renewed, so that none ends on its way. */
const MARGIN = 30_000
const MOST_SESSIONS = 10_000

/** Keeps sessions in memory. `tokens` renews and revokes. */
export function createSessions(tokens: TokenClient, clock: () => number = Date.now): Sessions {
  // In the order in which they end.
  const sessions = new Map<string, { readonly session: Session; readonly endsAt: number }>()

  return {
    open(answer) {
      const now = clock()
      for (const [id, { endsAt }] of sessions) {
        if (endsAt > now && sessions.size < MOST_SESSIONS) break
        sessions.delete(id)
      }
      const id = randomBytes(32).toString('base64url')
      const session = createSession(answer, tokens, clock)
      sessions.set(id, { session, endsAt: now + LIFETIME })
      return id
    },
    find(id) {
      const entry = id === undefined ? undefined : sessions.get(id)
      return entry && entry.endsAt > clock() ? entry.session : undefined
    },
    drop(id) {
      if (id !== undefined) sessions.delete(id)
    },
  }
}

interface Held {
  readonly accessToken: string
  readonly refreshToken: string
  readonly renewAt: number
}

function createSession(answer: TokenAnswer, client: TokenClient, clock: () => number): Session {
  let held = holdFrom(answer, clock())
  let renewing: Promise<Held> | undefined

  async function renew(): Promise<Held> {
    const { refreshToken } = held
    held = holdFrom(await client.refresh(refreshToken), clock())
    return held
  }

  return {
    async token() {
      if (clock() < held.renewAt) return held.accessToken
      // One for all requests that wait for it: a refresh token that is used twice counts as stolen.
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
      return (await renewing).accessToken
    },
    async revoke() {
      await renewing?.catch(() => undefined)
      await client.revoke(held.refreshToken)
    },
  }
}

function holdFrom(answer: TokenAnswer, now: number): Held {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer
  if (refreshToken === undefined) throw new TokenRefused('no_refresh_token')
  return { accessToken, refreshToken, renewAt: now + seconds * 1000 - MARGIN }
}
