import { createECDH, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encrypt, MOST_BYTES } from '../../../src/notify/web-push/encrypt.js'
import { subscriptionKeys } from '../../../src/notify/web-push/subscription-keys.js'
import { fakeBrowser } from '../../support/fake-browser.js'
import { APPENDIX_A } from '../../vectors/rfc8291-appendix-a.js'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

function receiverOf(browser: ReturnType<typeof fakeBrowser>) {
  const keys = subscriptionKeys(browser.subscription)
  if (keys === undefined) throw new Error('keys of no use')
  return keys
}

describe('encryption', () => {
  it('is that of RFC 8291, appendix A, byte for byte', () => {
    const ecdh = createECDH('prime256v1')
    ecdh.setPrivateKey(APPENDIX_A.senderPrivateKey, 'base64url')
    expect(ecdh.getPublicKey('base64url')).toBe(APPENDIX_A.senderPublicKey)
    const receiver = {
      publicKey: bytes(APPENDIX_A.receiverPublicKey),
      secret: bytes(APPENDIX_A.authSecret),
    }
    const plaintext = bytes(APPENDIX_A.plaintext)
    const fresh = { ecdh, salt: bytes(APPENDIX_A.salt) }
    const body = encrypt(plaintext, plaintext.length, receiver, fresh)
    expect(body.toString('base64url')).toBe(APPENDIX_A.body)
  })

  it('is read by a browser, which also reads that of the RFC', () => {
    const browser = fakeBrowser('https://fcm.googleapis.com/1')
    const body = encrypt(Buffer.from('hello'), 100, receiverOf(browser))
    expect(browser.read(body).toString()).toBe('hello')

    const { receiverPrivateKey: privateKey, authSecret } = APPENDIX_A
    const theirs = fakeBrowser('https://fcm.googleapis.com/1', { privateKey, authSecret })
    expect(theirs.read(bytes(APPENDIX_A.body))).toEqual(bytes(APPENDIX_A.plaintext))
  })

  it('is read by nobody else', () => {
    const browser = fakeBrowser('https://fcm.googleapis.com/1')
    const body = encrypt(Buffer.from('hello'), 100, receiverOf(browser))
    expect(() => fakeBrowser('https://fcm.googleapis.com/1').read(body)).toThrow(
      'unable to authenticate',
    )
  })

  it('gives away nothing by length, nor by two messages being the same', () => {
    const receiver = receiverOf(fakeBrowser('https://fcm.googleapis.com/1'))
    const empty = encrypt(new Uint8Array(), 500, receiver)
    const full = encrypt(randomBytes(500), 500, receiver)
    expect(full.length).toBe(empty.length)
    expect(encrypt(new Uint8Array(), 500, receiver).subarray(0, 86)).not.toEqual(
      empty.subarray(0, 86),
    )
  })

  it('fits into 4 096 bytes, and refuses what does not', () => {
    const browser = fakeBrowser('https://fcm.googleapis.com/1')
    const message = randomBytes(MOST_BYTES)
    const body = encrypt(message, MOST_BYTES, receiverOf(browser))
    expect(body.length).toBe(4_096)
    expect(browser.read(body)).toEqual(message)
    expect(() => encrypt(message, MOST_BYTES + 1, receiverOf(browser))).toThrow('too long')
    expect(() => encrypt(message, 100, receiverOf(browser))).toThrow('too long')
  })
})
