import type { KeyObject } from 'node:crypto'
import { andThen } from '../and-then.js'
import type { Segments } from '../token/compact-jws.js'
import type { JsonObject } from '../token/strict-json.js'
import type { Decryption, KeysAtHand } from './decryption.js'
import { opens } from './decryption-key.js'
import { undecryptable, type WantedDecryptionKey } from './envelope.js'

/** By which key of ours a token was opened. */
export interface OpenedBy {
  readonly wanted: WantedDecryptionKey
  readonly key: KeyObject
}

/** An encrypted token, and the signed one that was in it. */
export interface OpenedToken {
  /** The protected header: of whoever encrypted it, which anybody can. */
  readonly header: JsonObject
  readonly by: OpenedBy
  /** The signed token. */
  readonly text: string
  readonly segments: Segments
  /** The keys that were asked for, so that one token asks once. */
  readonly asked: ReadonlyMap<Decryption, KeysAtHand>
}

/**
 * Whether the key that opened a token is one for tokens of this issuer, still; a DependencyError where
 * that cannot be told.
 */
export function isOpenedFor(
  decryption: Decryption | undefined,
  { wanted, key }: OpenedBy,
  asked?: ReadonlyMap<Decryption, KeysAtHand>,
): boolean | Promise<boolean> {
  if (!decryption) return false
  return andThen(asked?.get(decryption) ?? decryption.keys(), ({ usable }) =>
    usable.some((one) => opens(one, wanted) && one.key.equals(key)),
  )
}

/** Refuses a token whose issuer has no such key: it was encrypted for somebody else's tokens. */
export async function checkOpenedFor(
  decryption: Decryption | undefined,
  { by, asked }: OpenedToken,
): Promise<void> {
  if (!(await isOpenedFor(decryption, by, asked))) throw undecryptable('a key of another issuer')
}
