import { createPublicKey } from 'node:crypto'
import { createTestCertificate, createTestIdentityProvider, keyPair } from '@countersign/testing'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keyFolder, keys } from './key-files.js'

const RFC_7638_3_1 = {
  kty: 'RSA',
  n:
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPeb' +
    'WKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQ' +
    'MicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2Nc' +
    'Rwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
}
const THUMBPRINT = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'

const RFC_8037_A_2 = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}

describe('keys thumbprint', () => {
  it('is that of RFC 7638 §3.1, also as a URI', async () => {
    const folder = await keyFolder()

    const path = await folder.put('k.jwk', RFC_7638_3_1)

    const { code, json } = await keys(['thumbprint', path, '--json'])

    expect(code).toBe(0)
    expect(json()).toEqual({
      keys: [
        {
          kid: '2011-04-29',
          kty: 'RSA',
          jkt: THUMBPRINT,
          uri: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${THUMBPRINT}`,
        },
      ],
    })
  })

  it('is that of RFC 8037 appendix A.3', async () => {
    const { out } = await keys(['thumbprint', '-'], { stdin: JSON.stringify(RFC_8037_A_2) })

    expect(out).toContain('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })

  it('is the same for each half, as PEM and as DER', async () => {
    const folder = await keyFolder()
    const { privateKey, publicKey } = keyPair('ec', { namedCurve: 'P-256' })
    const jkt = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }))
    const files = [
      privateKey.export({ type: 'pkcs8', format: 'pem' }),
      privateKey.export({ type: 'sec1', format: 'pem' }),
      privateKey.export({ type: 'pkcs8', format: 'der' }),
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(privateKey.export({ format: 'jwk' })),
    ]

    for (const file of files) {
      const { json } = await keys(['thumbprint', await folder.put('key', file), '--json'])
      expect(json()).toMatchObject({ keys: [{ jkt }] })
    }
  })

  it('names a certificate, too', async () => {
    const folder = await keyFolder()
    const { certificate, der, key, thumbprint } = await createTestCertificate()
    const jkt = await calculateJwkThumbprint(createPublicKey(key).export({ format: 'jwk' }))

    for (const file of [certificate, der]) {
      const { json } = await keys(['thumbprint', await folder.put('c.crt', file), '--json'])
      expect(json()).toMatchObject({ keys: [{ jkt, x5tS256: thumbprint }] })
    }
  })

  it('names every key of a published set', async () => {
    const idp = await createTestIdentityProvider({ algorithms: ['ES256', 'Ed25519'] })
    onTestFinished(() => idp.close())

    const { out } = await keys(['thumbprint', idp.jwksUri])

    expect(out).toMatch(/kid +es1[\s\S]*kid +ed1/)
    expect(out).not.toMatch(/.{81}/)
  })

  it('is refused for a symmetric key, whose secret it would give away', async () => {
    const { code, err } = await keys(['thumbprint', '-'], { stdin: '{"kty":"oct","k":"c2VjcmV0"}' })

    expect(code).toBe(2)
    expect(err).toContain('symmetric')
    expect(err).not.toContain('c2VjcmV0')
  })

  it('is refused for a private key that was given for everybody to see', async () => {
    const jwk = keyPair('ed25519').privateKey.export({ format: 'jwk' })

    const { code, err, out } = await keys(['thumbprint', JSON.stringify(jwk)])

    expect(code).toBe(2)
    expect(err).toContain('by a pipe')
    expect(out + err).not.toContain(jwk.d)
  })

  it('shows a name from elsewhere as text', async () => {
    const stdin = JSON.stringify({ ...RFC_8037_A_2, kid: '\u001b[2Ja\u202eb' })

    const { out } = await keys(['thumbprint', '-'], { stdin })

    expect(out).toContain(String.raw`\u{1b}[2Ja\u{202e}b`)
  })

  it.each([
    ['what is no key', 'hello'],
    ['cut JSON', '{"kty":'],
    ['cut PEM', '-----BEGIN PUBLIC KEY-----\nAAAA'],
    ['PEM of something else', '-----BEGIN DOOR-----\nAAAA\n-----END DOOR-----'],
    ['a malformed certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['an empty set', '{"keys":[]}'],
    ['a set of numbers', '{"keys":[1]}'],
    ['a key without its point', '{"kty":"EC","crv":"P-256"}'],
    ['nothing', ''],
    ['too much', ' '.repeat(1_000_001)],
  ])('is refused for %s', async (_, stdin) => {
    const { code, out } = await keys(['thumbprint', '-'], { stdin })

    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('says that a file is not there', async () => {
    const folder = await keyFolder()

    const { code, err } = await keys(['thumbprint', folder.path('none')])

    expect(code).toBe(3)
    expect(err).toContain('there is no such file')
  })
})
