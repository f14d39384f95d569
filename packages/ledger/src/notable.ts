import type { Use } from './use.js'

/** What may be worth telling the owner at once. */
export const NOTABLE_KINDS = [
  /** The first use that this client, or this approval, was ever recorded with. */
  'first-use',
  /** An accepted use from a network that this subject was never seen in. Not told of the very first one. */
  'new-network',
  /** A token was used after it expired. */
  'expired-use',
  /** A token was used after it was withdrawn. */
  'revoked-use',
  /** A proof came a second time. */
  'replay',
  /** A bound token came without the proof of its key, or with a proof of another. */
  'unproven-use',
  /** More uses in a short time than the option `burst` says. */
  'burst',
] as const

export type NotableKind = (typeof NOTABLE_KINDS)[number]

/** `countersign:notable`: a use is recorded that the owner may want to hear of. */
export interface NotableMessage {
  readonly kind: NotableKind
  readonly use: Use
}
