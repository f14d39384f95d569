import { createCipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto'
import type { SubscriptionKeys } from './subscription-keys.js'

const RECORD_SIZE = 4_096
const SALT_BYTES = 16
const DELIMITER = 2

/** Header of 86 bytes, padding delimiter of one, tag of 16: what a body of 4 096 bytes has no room for. */
export const MOST_BYTES: number = RECORD_SIZE - 86 - 1 - 16

/** What is made anew for each message. */
export interface Fresh {
  readonly ecdh: ECDH
  readonly salt: Uint8Array
}

/**
 * Encrypts a message to a browser: one record of `aes128gcm` (RFC 8291 §4, RFC 8188 §2).
 *
 * `length`: bytes that a shorter message is filled up to, so that its length tells nothing.
 *
 * @throws Error if the message is longer than that.
 */
export function encrypt(
  message: Uint8Array,
  length: number,
  { publicKey, secret }: SubscriptionKeys,
  { ecdh, salt }: Fresh = fresh(),
): Buffer<ArrayBuffer> {
  if (message.byteLength > length || length > MOST_BYTES) throw new Error('the message is too long')
  const sender = ecdh.getPublicKey()
  const shared = ecdh.computeSecret(publicKey)
  // RFC 8291 §3.4: one secret of both keys and of what only the browser and we know.
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender])
  const material = derive(shared, secret, info, 32)
  const key = derive(material, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(material, salt, 'Content-Encoding: nonce\0', 12)

  const header = Buffer.alloc(5)
  header.writeUInt32BE(RECORD_SIZE)
  header.writeUInt8(sender.length, 4)
  const record = Buffer.alloc(length + 1)
  record.set(message)
  // What follows is padding.
  record[message.byteLength] = DELIMITER
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  return Buffer.concat([
    salt,
    header,
    sender,
    cipher.update(record),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

function fresh(): Fresh {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return { ecdh, salt: randomBytes(SALT_BYTES) }
}

function derive(
  material: Uint8Array,
  salt: Uint8Array,
  info: string | Uint8Array,
  bytes: number,
): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, info, bytes))
}
