import { channel } from 'node:diagnostics_channel'
import type { KeyRingError, KeyRingErrorReason } from './key-ring-error.js'
import type { Ring } from './ring.js'
import type { KeyUse } from './ring-kind.js'

/** The `node:diagnostics_channel` on which every key ring tells of itself, in {@link KeyRingMessage}s. */
export const KEY_RING_CHANNEL = 'countersign:key-ring'

/** What became of a key ring. Never a key. */
export interface KeyRingMessage {
  /**
   * `changed`: this instance has a newer version, its own or another's. `put_back`: the store had lost the
   * newest version, and got it back. `failed`: what is known goes on, until `staleFor` is over.
   */
  readonly event: 'changed' | 'put_back' | 'failed'
  /** What the keys are for: `sig` of `createKeyRing`, `enc` of `createEncryptionKeyRing`. */
  readonly use: KeyUse
  readonly version: number
  /** The `kid` of the current key. */
  readonly current: string
  readonly reason: KeyRingErrorReason | undefined
  readonly error: string | undefined
}

const rings = channel(KEY_RING_CHANNEL)

export function tellOf(
  use: KeyUse,
  event: KeyRingMessage['event'],
  { version, current }: Ring,
  error?: KeyRingError,
): void {
  if (!rings.hasSubscribers) return
  const { reason, message } = error ?? {}
  const told: KeyRingMessage = { event, use, version, current: current.kid, reason, error: message }
  rings.publish(told)
}
