import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** In front of the first link of every chain. */
export const ZERO: Buffer = Buffer.alloc(32)

/** The hash of a link: of the link before it, and of what is written. Without a secret anybody can make it. */
export function linkHash(
  secret: Uint8Array | undefined,
  previous: Uint8Array,
  text: string,
): Buffer {
  const hash = secret ? createHmac('sha256', secret) : createHash('sha256')
  return hash.update(previous).update(text).digest()
}

/** Whether a link was made with a secret; without secrets: with none. */
export function isLink(
  secrets: readonly Uint8Array[],
  previous: Uint8Array,
  text: string,
  hash: Uint8Array,
): boolean {
  if (secrets.length === 0) return isSame(linkHash(undefined, previous, text), hash)
  return secrets.some((secret) => isSame(linkHash(secret, previous, text), hash))
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
