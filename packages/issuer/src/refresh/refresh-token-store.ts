/** What a store keeps of a grant: its refresh token, and what the next one is to be made of. */
export interface RefreshTokenFamily {
  /** Names the grant, and the entry. No secret: it stands in access tokens. */
  readonly grantId: string
  /** SHA-256 of the refresh token that is good now, base64url. The token itself is kept nowhere. */
  readonly digest: string
  /** What was granted, as JSON. Not for the store to read. */
  readonly grant: string
  /** Seconds since the epoch at which the family ends, used or not. */
  readonly endsAt: number
  /** Seconds since the epoch at which the token that is good now expires. Never after `endsAt`. */
  readonly expiresAt: number
  /** Whether it was revoked. It is kept all the same, so that replays are known for what they are. */
  readonly revoked: boolean
}

/** One use of a refresh token. */
export interface RefreshTokenRotation {
  readonly grantId: string
  /** SHA-256 of the token that was presented. */
  readonly from: string
  /** SHA-256 of the one that takes its place. Made anew for each call. */
  readonly to: string
  /** Seconds since the epoch at which the new one expires. */
  readonly expiresAt: number
  /** The time in milliseconds. */
  readonly now: number
  /** Seconds after a use in which the same token may be used once more. 0: never. */
  readonly retryWindow: number
}

/**
 * What a use came to. `rotated`: the token was good, and the new one is now. `replayed`: it had been
 * used before, and the family is revoked now, or was already. `unknown`: there is no such family.
 */
export type RotationOutcome = 'rotated' | 'replayed' | 'unknown'

/**
 * Remembers refresh tokens, by their digests. One entry a grant, however often its token is rotated.
 *
 * What cannot be told, because the store is away or full, rejects: nobody gets a token then. Entries may
 * be forgotten from `expiresAt` on, and never before.
 */
export interface RefreshTokenStore {
  /** Keeps a new family. */
  add(family: RefreshTokenFamily): void | Promise<void>
  /** Changes nothing. */
  find(grantId: string): RefreshTokenFamily | undefined | Promise<RefreshTokenFamily | undefined>
  /**
   * One atomic step, whoever else uses the same token at the same time: of all calls with one `from`,
   * a single one is told `rotated`, and every other one revokes the family. A call that is sent again,
   * with the same `to`, gets the same answer again.
   */
  rotate(rotation: RefreshTokenRotation): RotationOutcome | Promise<RotationOutcome>
  /** Whether there was a family to revoke, that was not revoked yet. */
  revoke(grantId: string): boolean | Promise<boolean>
}
