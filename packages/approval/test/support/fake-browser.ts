import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import type { PushSubscriptionData } from '../../src/index.js'

/** A browser that has subscribed somewhere, and can read what is sent to it. */
export interface FakeBrowser {
  readonly subscription: PushSubscriptionData
  /** Decrypts a message (RFC 8291 §3, RFC 8188 §2); throws if it was not meant for this one. */
  read(body: Uint8Array): Buffer
}

export interface BrowserKeys {
  /** base64url */
  readonly privateKey: string
  readonly authSecret: string
}

/** With keys of its own, or those that it is given. */
export function fakeBrowser(endpoint: string, keys?: BrowserKeys): FakeBrowser {
  const ecdh = createECDH('prime256v1')
  if (keys) ecdh.setPrivateKey(keys.privateKey, 'base64url')
  else ecdh.generateKeys()
  const auth = keys ? Buffer.from(keys.authSecret, 'base64url') : randomBytes(16)
  const p256dh = ecdh.getPublicKey('base64url')
  return {
    subscription: { endpoint, keys: { p256dh, auth: auth.toString('base64url') } },
    read(body) {
      const bytes = Buffer.from(body)
      const salt = bytes.subarray(0, 16)
      const recordSize = bytes.readUInt32BE(16)
      const keyLength = bytes.readUInt8(20)
      const sender = bytes.subarray(21, 21 + keyLength)
      const record = bytes.subarray(21 + keyLength)
      if (record.length > recordSize) throw new Error('more than one record')

      const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
      const secret = hkdf(ecdh.computeSecret(sender), auth, info, 32)
      const key = hkdf(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
      const nonce = hkdf(secret, salt, 'Content-Encoding: nonce\0', 12)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      decipher.setAuthTag(record.subarray(-16))
      const filled = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
      const end = filled.findLastIndex((byte) => byte !== 0)
      if (filled[end] !== 2) throw new Error('no delimiter of a last record')
      return filled.subarray(0, end)
    },
  }
}

function hkdf(
  material: Uint8Array,
  salt: Uint8Array,
  info: string | Uint8Array,
  length: number,
): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, info, length))
}
