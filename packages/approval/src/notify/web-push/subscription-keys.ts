import { ECDH } from 'node:crypto'
import type { PushSubscriptionData } from '../notifier.js'

/** What messages to a browser are encrypted with (RFC 8291 §2). */
export interface SubscriptionKeys {
  /** A point on P-256, uncompressed: 65 bytes. */
  readonly publicKey: Buffer
  /** 16 bytes. */
  readonly secret: Buffer
}

const POINT_BYTES = 65
const UNCOMPRESSED = 4
const SECRET_BYTES = 16

/** The keys of a subscription; `undefined` if nothing can be encrypted with them. */
export function subscriptionKeys(subscription: PushSubscriptionData): SubscriptionKeys | undefined {
  const { p256dh, auth } = Object(subscription.keys) as Partial<PushSubscriptionData['keys']>
  const publicKey = decode(p256dh, POINT_BYTES)
  const secret = decode(auth, SECRET_BYTES)
  if (publicKey === undefined || secret === undefined || !isPoint(publicKey)) return undefined
  return { publicKey, secret }
}

/** Exactly so many bytes of base64url; browsers leave the padding away, and some libraries do not. */
export function decode(text: unknown, bytes: number): Buffer | undefined {
  if (typeof text !== 'string' || text.length > bytes * 2) return undefined
  const decoded = Buffer.from(text, 'base64url')
  const spelling = decoded.toString('base64url')
  return decoded.length === bytes && spelling === text.replace(/={1,2}$/, '') ? decoded : undefined
}

/** Whether a secret can be agreed on with such a key: one beside the curve is no key. */
function isPoint(publicKey: Buffer): boolean {
  if (publicKey[0] !== UNCOMPRESSED) return false
  try {
    ECDH.convertKey(publicKey, 'prime256v1')
    return true
  } catch {
    return false
  }
}
