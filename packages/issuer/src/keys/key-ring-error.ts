/** Why a key ring does not do what it was asked for. Stable. */
export type KeyRingErrorReason =
  /** The store could not be asked, or did not answer in time. `cause` says more. */
  | 'store_failed'
  /** What the store gave is no key ring, or one that was tampered with. */
  | 'unreadable'
  /** The store gave an older ring than it had given before, another one of the same version, or none. */
  | 'rolled_back'
  /** The store could not be asked for longer than `staleFor`: what is known of the ring may be outdated. */
  | 'stale'
  /** The ring was closed. */
  | 'closed'

/**
 * A key ring cannot be used, or changed, just now. It is the server's failure, and never the client's:
 * answer with 503. Holds no key material.
 */
export class KeyRingError extends Error {
  readonly reason: KeyRingErrorReason
  /** 503: frameworks that look at errors answer with it. */
  readonly status: number = 503

  constructor(reason: KeyRingErrorReason, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'KeyRingError'
    this.reason = reason
  }
}
