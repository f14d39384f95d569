import { describe, expect, it } from 'vitest'
import { generateVapidKeys, webPush, type Notifier } from '../../../src/index.js'

const subject = 'mailto:admin@example.com'
const keys = generateVapidKeys()

describe('options of web push', () => {
  it('gives pages the key to subscribe by', () => {
    const { name, vapidPublicKey } = webPush({ ...keys, subject })
    expect({ name, vapidPublicKey }).toEqual({ name: 'web-push', vapidPublicKey: keys.publicKey })
  })

  it.each([
    ['subject', { subject: 'admin@example.com' }],
    ['subject', { subject: 'mailto:admin' }],
    ['subject', { subject: 'mailto:a@b.example\r\nx: y' }],
    ['subject', { subject: 'http://example.com' }],
    ['subject', { subject: undefined }],
    ['publicKey', { publicKey: 'AAAA' }],
    ['publicKey', { publicKey: generateVapidKeys().publicKey }],
    ['privateKey', { privateKey: undefined }],
    ['privateKey', { privateKey: keys.publicKey }],
    ['publicKey', { privateKey: Buffer.alloc(32).toString('base64url') }],
    ['services', { services: 'push.example.com' }],
    ['services.0', { services: ['http://push.example.com'] }],
    ['fetch', { fetch: 'yes' }],
    ['ttl', { ttl: 5 }],
  ])('refuses a wrong "%s": %j', (option, wrong) => {
    const options = { ...keys, subject, ...wrong } as Parameters<typeof webPush>[0]
    const make = (): Notifier => webPush(options)
    expect(make).toThrow(expect.objectContaining({ name: 'ConfigError', option }))
    // The private key is in no message.
    expect(make).not.toThrow(keys.privateKey)
  })

  it('takes an https address for a subject', () => {
    expect(() => webPush({ ...keys, subject: 'https://example.com/contact' })).not.toThrow()
  })
})
