import { createECDH } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { generateVapidKeys, webPush } from '../../../src/index.js'

const bytesOf = (text: string): number => Buffer.from(text, 'base64url').length

describe('generateVapidKeys', () => {
  // One key in 256 begins with a zero.
  it('makes pairs of 65 and 32 bytes, each time', () => {
    const pairs = Array.from({ length: 2_000 }, generateVapidKeys)
    expect(new Set(pairs.map(({ publicKey }) => bytesOf(publicKey)))).toEqual(new Set([65]))
    expect(new Set(pairs.map(({ privateKey }) => bytesOf(privateKey)))).toEqual(new Set([32]))
    expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).toBe(2_000)
  })

  it('makes pairs that belong together', () => {
    const { publicKey, privateKey } = generateVapidKeys()
    const ecdh = createECDH('prime256v1')
    ecdh.setPrivateKey(privateKey, 'base64url')
    expect(ecdh.getPublicKey('base64url')).toBe(publicKey)
    expect(() => webPush({ publicKey, privateKey, subject: 'mailto:a@example.com' })).not.toThrow()
  })
})
