import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { compactDecrypt, createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, generateSigningKey, type Issuer, type SigningKey } from '../../src/index.js'

interface Recipient {
  readonly privateKey: KeyObject
  readonly jwk: JWK
}

const publicKeyEncoding = { type: 'spki', format: 'der' } as const
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const
// By way of their DER: see the note in signing-key.ts.
function imported({ publicKey, privateKey }: { publicKey: Buffer; privateKey: Buffer }): Recipient {
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
  return {
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
    jwk: key.export({ format: 'jwk' }),
  }
}
const ec = (namedCurve: string): Recipient =>
  imported(generateKeyPairSync('ec', { namedCurve, publicKeyEncoding, privateKeyEncoding }))
const rsa = (modulusLength: number): Recipient =>
  imported(generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding, privateKeyEncoding }))
const x25519 = (): Recipient =>
  imported(generateKeyPairSync('x25519', { publicKeyEncoding, privateKeyEncoding }))

const p256 = ec('P-256')
const rsa2048 = rsa(2048)
const token = { subject: 'u1', clientId: 'c1' }
const options = { issuer: 'https://id.example.com', audience: 'https://api.example.com' }

let key: SigningKey
let issuer: Issuer

beforeAll(async () => {
  key = await generateSigningKey()
  issuer = createIssuer({ ...options, keys: [key] })
})

async function opened(jwe: string, { privateKey }: Recipient) {
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey)
  const keys = createLocalJWKSet(issuer.jwks())
  const { payload } = await jwtVerify(plaintext, keys, { ...options, typ: 'at+jwt' })
  return { payload, header: protectedHeader }
}

describe('an encrypted token', () => {
  it.each<[string, () => Recipient, string | undefined, string]>([
    ['P-256', () => p256, undefined, 'ECDH-ES+A256KW'],
    ['P-384', () => ec('P-384'), undefined, 'ECDH-ES+A256KW'],
    ['P-521', () => ec('P-521'), undefined, 'ECDH-ES+A256KW'],
    ['X25519', x25519, undefined, 'ECDH-ES+A256KW'],
    ['P-256', () => p256, 'ECDH-ES', 'ECDH-ES'],
    ['X25519', x25519, 'ECDH-ES+A128KW', 'ECDH-ES+A128KW'],
    ['RSA', () => rsa2048, undefined, 'RSA-OAEP-256'],
    ['RSA', () => rsa2048, 'RSA-OAEP-384', 'RSA-OAEP-384'],
    ['RSA', () => rsa2048, 'RSA-OAEP-512', 'RSA-OAEP-512'],
  ])('is signed, then encrypted to a key of %s', async (_kind, make, alg, expected) => {
    const recipient = make()
    const encryptTo = { ...recipient.jwk, ...(alg !== undefined && { alg }), kid: 'enc1' }
    const jwe = await issuer.issue({ ...token, encryptTo })
    expect(jwe.split('.')).toHaveLength(5)
    const { payload, header } = await opened(jwe, recipient)
    expect(payload).toMatchObject({ sub: 'u1', client_id: 'c1', aud: options.audience })
    expect(header).toMatchObject({ alg: expected, enc: 'A256GCM', cty: 'JWT', kid: 'enc1' })
    expect(header).not.toHaveProperty('zip')
  })

  it.each(['A128GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512'] as const)(
    'has its content encrypted with %s',
    async (contentEncryption) => {
      const jwe = await issuer.issue({ ...token, encryptTo: p256.jwk, contentEncryption })
      expect((await opened(jwe, p256)).header.enc).toBe(contentEncryption)
    },
  )

  it('tells its client nothing', async () => {
    const jwe = await issuer.issue({ ...token, subject: 'alice', encryptTo: p256.jwk })
    const header = Buffer.from(jwe.split('.')[0] ?? '', 'base64url').toString()
    expect(header).not.toContain('alice')
    expect(decodeProtectedHeader(jwe)).not.toHaveProperty('kid')
    expect(() => JSON.parse(Buffer.from(jwe.split('.')[1] ?? '', 'base64url').toString())).toThrow(
      SyntaxError,
    )
  })

  it('has a new key each time', async () => {
    const headers = await Promise.all(
      [1, 2].map(async () =>
        decodeProtectedHeader(await issuer.issue({ ...token, encryptTo: p256.jwk })),
      ),
    )
    expect(headers[0]).not.toEqual(headers[1])
  })

  it('is for the encryption key of a set', async () => {
    const keys = [
      { ...key.publicJwk },
      { ...ec('P-256').jwk, kid: 'no use' },
      { ...rsa2048.jwk, use: 'enc', alg: 'RSA1_5', kid: 'old' },
      { ...p256.jwk, use: 'enc', kid: 'ours' },
    ]
    for (const encryptTo of [keys, { keys }]) {
      const jwe = await issuer.issue({ ...token, encryptTo })
      expect((await opened(jwe, p256)).header.kid).toBe('ours')
    }
  })
})

describe('encryption by default', () => {
  it('is for every token of the issuer', async () => {
    issuer = createIssuer({ ...options, keys: [key], encryptTo: rsa2048.jwk })
    const { header } = await opened(await issuer.issue(token), rsa2048)
    expect(header.alg).toBe('RSA-OAEP-256')
  })

  it('goes by audience, and refuses several where one of them wants secrecy', async () => {
    const secret = 'https://secret.example'
    issuer = createIssuer({
      ...options,
      keys: [key],
      encryptTo: async (audience) => (audience === secret ? p256.jwk : undefined),
    })
    expect((await issuer.issue(token)).split('.')).toHaveLength(3)
    expect((await issuer.issue({ ...token, audience: secret })).split('.')).toHaveLength(5)
    const both = issuer.issue({ ...token, audience: [options.audience, secret] })
    await expect(both).rejects.toThrow('"audience"')
    const open = await issuer.issue({ ...token, audience: ['https://a', 'https://b'] })
    expect(open.split('.')).toHaveLength(3)
  })

  it('fails where the key cannot be had, and gives nothing in the clear', async () => {
    const away = createIssuer({
      ...options,
      keys: [key],
      encryptTo: () => Promise.reject(new Error('away')),
    })
    await expect(away.issue(token)).rejects.toThrow('away')
  })
})

describe('a key that is no good for it', () => {
  it.each<[string, () => unknown, string]>([
    ['a private key', () => p256.privateKey.export({ format: 'jwk' }), 'public key'],
    ['a shared secret', () => ({ kty: 'oct', k: 'AAAA' }), 'public key'],
    ['a signing key', () => key.publicJwk, 'not a signing key'],
    ['a key for signatures of RSA', () => ({ ...rsa2048.jwk, use: 'sig' }), 'not a signing key'],
    ['a small RSA key', () => rsa(1024).jwk, '2048'],
    ['an RSA key whose exponent is 1', () => ({ ...rsa2048.jwk, e: 'AQ' }), 'exponent'],
    ['RSA1_5', () => ({ ...rsa2048.jwk, alg: 'RSA1_5' }), '"alg"'],
    ['RSA-OAEP with SHA-1', () => ({ ...rsa2048.jwk, alg: 'RSA-OAEP' }), '"alg"'],
    ['dir', () => ({ ...p256.jwk, alg: 'dir' }), '"alg"'],
    ['an algorithm of another type', () => ({ ...p256.jwk, alg: 'RSA-OAEP-256' }), '"alg"'],
    ['Ed25519', () => ({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }), '"alg"'],
    ['secp256k1', () => ({ ...p256.jwk, crv: 'secp256k1' }), '"alg"'],
    [
      'a point that is on no curve',
      () => ({ ...p256.jwk, y: p256.jwk.x }),
      'cannot be read|can be read',
    ],
    ['an empty set', () => ({ keys: [] }), '"use": "enc"'],
    ['a set of signing keys', () => ({ keys: [key.publicJwk] }), '"use": "enc"'],
    ['a text', () => 'key', 'a JWK'],
    ['null', () => null, 'a JWK'],
    ['an empty kid', () => ({ ...p256.jwk, kid: '' }), '"kid"'],
  ])('%s is refused, by the option and the token alike', async (_name, make, mend) => {
    const encryptTo = make() as JWK
    const plain = createIssuer({ ...options, keys: [key] })
    const issued = plain.issue({ ...token, encryptTo })
    await expect(issued).rejects.toThrow(TypeError)
    await expect(issued).rejects.toThrow(new RegExp(mend))
    const create = () => createIssuer({ ...options, keys: [key], encryptTo })
    expect(create).toThrow('"encryptTo"')
  })

  it.each([['A192GCM'], ['none'], [1]])('content encryption %j is refused', async (one) => {
    const contentEncryption = one as 'A128GCM'
    const issued = issuer.issue({ ...token, encryptTo: p256.jwk, contentEncryption })
    await expect(issued).rejects.toThrow('"contentEncryption"')
    expect(() => createIssuer({ ...options, keys: [key], contentEncryption })).toThrow(
      '"contentEncryption"',
    )
  })
})
