import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createTestPasskey } from '../src/index.js'

const ORIGIN = 'http://localhost:1'
const CREATION = { challenge: 'Y2hhbGxlbmdl', rp: { id: 'localhost' }, user: { id: 'YWRh' } }
const REQUEST = { challenge: 'b3RoZXI', rpId: 'localhost' }

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
const base64url = (part: Buffer): string => part.toString('base64url')
const clientDataOf = (text: string): unknown => JSON.parse(bytes(text).toString())

/** The key of an attestation: the last 64 bytes, but for what CBOR puts between them. */
function publicKeyOf(attestationObject: string): ReturnType<typeof createPublicKey> {
  const end = bytes(attestationObject).subarray(-67)
  const [x, y] = [end.subarray(0, 32), end.subarray(-32)]
  const key = { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) }
  return createPublicKey({ key, format: 'jwk' })
}

describe('a passkey in software', () => {
  it('signs what it is asked by the key that it has shown', () => {
    const passkey = createTestPasskey()
    const { response: made } = passkey.create(CREATION, ORIGIN)
    expect(clientDataOf(made.clientDataJSON)).toEqual({
      type: 'webauthn.create',
      challenge: CREATION.challenge,
      origin: ORIGIN,
      crossOrigin: false,
    })
    const { response } = passkey.get(REQUEST, ORIGIN)
    const hash = createHash('sha256').update(bytes(response.clientDataJSON)).digest()
    const signed = Buffer.concat([bytes(response.authenticatorData), hash])
    const key = publicKeyOf(made.attestationObject)
    expect(verify('sha256', signed, key, bytes(response.signature))).toBe(true)
    expect(response.userHandle).toBe(CREATION.user.id)
  })

  it('counts, and has seen and verified its user', () => {
    const passkey = createTestPasskey()
    passkey.create(CREATION, ORIGIN)
    const { response } = passkey.get(REQUEST, ORIGIN)
    const data = bytes(response.authenticatorData)
    expect(data[32]).toBe(0x05)
    expect(data.readUInt32BE(33)).toBe(2)
    expect(passkey.counter).toBe(2)
  })

  it('does otherwise where it is told so', () => {
    const passkey = createTestPasskey()
    passkey.create(CREATION, ORIGIN)
    const { response } = passkey.get(REQUEST, ORIGIN, {
      origin: 'https://thief.example',
      userVerified: false,
      counter: 1,
      userHandle: undefined,
    })
    expect(clientDataOf(response.clientDataJSON)).toMatchObject({ origin: 'https://thief.example' })
    expect(bytes(response.authenticatorData)[32]).toBe(0x01)
    expect(bytes(response.authenticatorData).readUInt32BE(33)).toBe(1)
    expect(response).not.toHaveProperty('userHandle')
  })
})
