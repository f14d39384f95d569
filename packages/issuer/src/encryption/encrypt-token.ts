import { generateKeyPair, webcrypto, type KeyObject } from 'node:crypto'
import { CompactEncrypt, type CryptoKey } from 'jose'
import type { Encryption } from './recipient.js'

/**
 * Encrypts a signed token: a compact JWE around the JWS (RFC 7516, RFC 7519 §5.2). Signed first, so that
 * the signature is over what was meant, and nobody who sees the JWE learns who signed what.
 *
 * Never compressed: the length of what is compressed tells about the content (RFC 8725 §3.6).
 */
export async function encryptToken(
  signed: string,
  { key, kid, alg, enc }: Encryption,
): Promise<string> {
  const jwe = new CompactEncrypt(Buffer.from(signed)).setProtectedHeader({
    typ: 'at+jwt',
    cty: 'JWT',
    alg,
    enc,
    ...(kid !== undefined && { kid }),
  })
  if (alg.startsWith('ECDH-ES')) {
    jwe.setKeyManagementParameters({ epk: await ephemeralKey(key) })
  }
  return jwe.encrypt(key)
}

// Made by way of its DER: on Node 20 a key that was just generated may lock the process up for ever
// as it is exported, which is what becomes of one that jose makes by itself.
const encoding = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
} as const

/** A new key for one token, on the curve of the recipient's (RFC 7518 §4.6). */
async function ephemeralKey(recipient: KeyObject): Promise<CryptoKey> {
  const { namedCurve } = recipient.asymmetricKeyDetails ?? {}
  const der = await new Promise<Buffer>((resolve, reject) => {
    const done = (error: Error | null, _publicKey: Buffer, privateKey: Buffer): void => {
      if (error) reject(error)
      else resolve(privateKey)
    }
    if (namedCurve === undefined) generateKeyPair('x25519', encoding, done)
    else generateKeyPair('ec', { namedCurve, ...encoding }, done)
  })
  const name = namedCurve === undefined ? 'X25519' : 'ECDH'
  const crv = recipient.export({ format: 'jwk' }).crv ?? ''
  const algorithm = { name, namedCurve: crv }
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['deriveBits'])
}
