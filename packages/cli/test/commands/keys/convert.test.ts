import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createTestCertificate, keyPair, type KeyPair } from '@countersign/testing'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { keyFolder, keys } from './key-files.js'

const rsa = keyPair('rsa', { modulusLength: 2048 })

const KINDS: readonly (readonly [string, KeyPair])[] = [
  ['RSA', rsa],
  ['P-256', keyPair('ec', { namedCurve: 'P-256' })],
  ['P-384', keyPair('ec', { namedCurve: 'P-384' })],
  ['P-521', keyPair('ec', { namedCurve: 'P-521' })],
  ['Ed25519', keyPair('ed25519')],
  ['X25519', keyPair('x25519')],
]

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const spki = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

describe.each(KINDS)('keys convert, a key of the kind %s', (_, { privateKey, publicKey }) => {
  it('comes back from PEM to JWK to PEM as it was', async () => {
    const folder = await keyFolder()
    const pem = await folder.put('key.pem', pkcs8(privateKey))
    const [jwk, again] = [folder.path('key.jwk'), folder.path('again.pem')]

    expect(await keys(['convert', pem, '--to', 'jwk', '--out', jwk])).toMatchObject({ code: 0 })
    expect(await keys(['convert', jwk, '--to', 'pem', '--out', again])).toMatchObject({ code: 0 })

    expect(await readFile(again, 'utf8')).toBe(pkcs8(privateKey))
    expect(await folder.mode('key.jwk')).toBe(0o600)
    expect(await folder.mode('again.pem')).toBe(0o600)
  })

  it('gives its public half, and nothing more', async () => {
    const folder = await keyFolder()
    const pem = await folder.put('key.pem', pkcs8(privateKey))
    const own: JWK = publicKey.export({ format: 'jwk' })

    const jwk = await keys(['convert', pem, '--to', 'jwk', '--public'])
    const text = await keys(['convert', pem, '--to', 'spki'])

    expect(jwk.json()).toEqual({ ...own, kid: await calculateJwkThumbprint(own) })
    expect(text.out).toBe(spki(publicKey))
  })
})

describe('a private key', () => {
  it('is not printed by itself', async () => {
    const folder = await keyFolder()
    const pem = await folder.put('key.pem', pkcs8(rsa.privateKey))

    const { code, out } = await keys(['convert', pem, '--to', 'jwk'])

    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('is printed where that was said, also for programs', async () => {
    const folder = await keyFolder()
    const pem = await folder.put('key.pem', pkcs8(rsa.privateKey))

    const plain = await keys(['convert', pem, '--to', 'pkcs8', '--stdout'])
    const json = await keys(['convert', pem, '--to', 'pkcs8', '--stdout', '--json'])

    expect(plain.out).toBe(pkcs8(rsa.privateKey))
    expect(json.json()).toMatchObject({ private: true, text: pkcs8(rsa.privateKey) })
  })

  it('whose halves are of two keys is refused', async () => {
    for (const [name, { privateKey }] of KINDS) {
      const other = name === 'RSA' ? undefined : keyPairLike(name)
      if (!other) continue
      const mixed = {
        ...privateKey.export({ format: 'jwk' }),
        d: other.privateKey.export({ format: 'jwk' }).d,
      }

      const { code, err } = await keys(['convert', '-', '--to', 'pem', '--stdout'], {
        stdin: JSON.stringify(mixed),
      })

      expect([name, code]).toEqual([name, 2])
      expect(err).not.toContain(mixed.d)
    }
  })
})

function keyPairLike(name: string): KeyPair {
  if (name === 'Ed25519') return keyPair('ed25519')
  if (name === 'X25519') return keyPair('x25519')
  return keyPair('ec', { namedCurve: name })
}

describe('what a JWK says', () => {
  const { privateKey } = keyPair('ec', { namedCurve: 'P-256' })
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }
  const stdin = JSON.stringify({ ...jwk, key_ops: ['sign'], 'x-secret': 'psst' })

  it('is kept, but for what is not known', async () => {
    const { d: _, ...open } = jwk

    const { json } = await keys(['convert', '-', '--to', 'jwks', '--public'], { stdin })

    expect(json()).toEqual({ keys: [open] })
  })

  it('is said anew', async () => {
    const args = ['--kid', 'k2', '--alg', 'ECDH-ES', '--use', 'enc']

    const { json } = await keys(['convert', '-', '--to', 'jwk', '--public', ...args], { stdin })

    expect(json()).toMatchObject({ kid: 'k2', alg: 'ECDH-ES', use: 'enc' })
  })

  it('is refused where it is of another kind of key', async () => {
    const args = ['convert', '-', '--to', 'jwk', '--public', '--alg', 'RS256']

    expect(await keys(args, { stdin })).toMatchObject({ code: 2 })
  })

  it('has no place in PEM', async () => {
    const args = ['convert', '-', '--to', 'spki', '--kid', 'k2']

    expect(await keys(args, { stdin })).toMatchObject({ code: 2 })
  })
})

describe('several keys', () => {
  const set = {
    keys: KINDS.slice(1, 4).map(([kid, { publicKey }]) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
    })),
  }
  const stdin = JSON.stringify(set)

  it('are written as PEM one after the other, and come back', async () => {
    const pem = await keys(['convert', '-', '--to', 'pem'], { stdin })
    const back = await keys(['convert', '-', '--to', 'jwks'], { stdin: pem.out })

    const found = back.json() as { keys: JWK[] }
    expect(found.keys.map(({ crv }) => crv)).toEqual(['P-256', 'P-384', 'P-521'])
  })

  it('are no JWK, until one is picked by its kid or its number', async () => {
    const args = ['convert', '-', '--to', 'jwk']

    expect(await keys(args, { stdin })).toMatchObject({ code: 2 })
    expect((await keys([...args, '--pick', 'P-384'], { stdin })).json()).toEqual(set.keys[1])
    expect((await keys([...args, '--pick', '3'], { stdin })).json()).toEqual(set.keys[2])
    expect(await keys([...args, '--pick', '4'], { stdin })).toMatchObject({ code: 2 })
  })
})

describe('a certificate', () => {
  it('gives its key, and its thumbprint', async () => {
    const { certificate, key, thumbprint } = await createTestCertificate()

    const { json } = await keys(['convert', '-', '--to', 'jwk'], { stdin: certificate })

    const own = createPublicKey(key).export({ format: 'jwk' })
    expect(json()).toMatchObject({ ...own, 'x5t#S256': thumbprint })
    expect(json()).not.toHaveProperty('d')
  })

  it('has no private half', async () => {
    const { certificate } = await createTestCertificate()

    const { code, err } = await keys(['convert', '-', '--to', 'pkcs8', '--stdout'], {
      stdin: certificate,
    })

    expect(code).toBe(2)
    expect(err).toContain('spki')
  })
})

describe('a key that nobody should use', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const p192 = generateKeyPairSync('ec', { namedCurve: 'prime192v1' })
  const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
  const weak = { ...rsa.publicKey.export({ format: 'jwk' }), e: 'AQ' }
  const smallOrder = { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32).toString('base64url') }

  it.each([
    ['a short RSA key', pkcs8(short.privateKey), '2048'],
    ['P-192', pkcs8(p192.privateKey), 'prime192v1'],
    ['secp256k1', spki(koblitz.publicKey), 'secp256k1'],
    ['RSASSA-PSS', spki(pss.publicKey), 'RSASSA-PSS'],
    ['Ed448', pkcs8(generateKeyPairSync('ed448').privateKey), 'ed448'],
    ['a shared secret', '{"kty":"oct","k":"c2VjcmV0"}', 'symmetric'],
    ['an exponent of one', JSON.stringify(weak), 'weak exponent'],
    ['a point of small order', JSON.stringify(smallOrder), 'small order'],
    ['a JWK of P-192', '{"kty":"EC","crv":"P-192","x":"AA","y":"AA"}', 'curve'],
    ['a member that is no base64url', '{"kty":"OKP","crv":"Ed25519","x":"+/=="}', '"x"'],
    ['an unknown type', '{"kty":"XYZ"}', 'kty'],
  ])('is refused: %s', async (_, stdin, word) => {
    const { code, out, err } = await keys(['convert', '-', '--to', 'pem', '--stdout'], { stdin })

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(word)
  })
})

describe('an encrypted key', () => {
  const passphrase = 'correct horse'
  const { privateKey } = keyPair('ed25519')
  const sealed = privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString()
  const convert = ['convert', '--to', 'pkcs8', '--stdout']

  it('is opened by a passphrase from the environment', async () => {
    const { out } = await keys([...convert, '-', '--passphrase-env', 'SECRET'], {
      stdin: sealed,
      env: { SECRET: passphrase },
    })

    expect(createPrivateKey(out).equals(privateKey)).toBe(true)
  })

  it('is opened by a passphrase from a file', async () => {
    const folder = await keyFolder()
    const file = await folder.put('passphrase', `${passphrase}\n`)

    const { out } = await keys([...convert, '-', '--passphrase-file', file], { stdin: sealed })

    expect(createPrivateKey(out).equals(privateKey)).toBe(true)
  })

  it('is opened by what is typed, which nobody sees', async () => {
    const folder = await keyFolder()
    const modes: boolean[] = []
    const stdin = Object.assign(Readable.from([Buffer.from('corrr\u007fect '), 'horse\r']), {
      isTTY: true,
      setRawMode: (mode: boolean) => void modes.push(mode),
    })

    const { out, err } = await keys([...convert, await folder.put('key.pem', sealed)], { stdin })

    expect(createPrivateKey(out).equals(privateKey)).toBe(true)
    expect(modes).toEqual([true, false])
    expect(err).toBe('Passphrase: \n')
  })

  it('stays closed where Ctrl-C is typed', async () => {
    const folder = await keyFolder()
    const stdin = Object.assign(Readable.from(['corr\u0003']), {
      isTTY: true,
      setRawMode: () => undefined,
    })

    const { code } = await keys([...convert, await folder.put('key.pem', sealed)], { stdin })

    expect(code).toBe(130)
  })

  it.each([
    ['a wrong passphrase', ['--passphrase-env', 'SECRET'], { SECRET: 'wrong' }],
    ['an empty variable', ['--passphrase-env', 'SECRET'], { SECRET: '' }],
    ['nobody to ask', [], {}],
    [
      'two places',
      ['--passphrase-env', 'SECRET', '--passphrase-file', 'x'],
      { SECRET: passphrase },
    ],
  ])('stays closed: %s', async (_, args, env) => {
    const { code, out, err } = await keys([...convert, '-', ...args], { stdin: sealed, env })

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).not.toContain('horse')
    expect(err).not.toContain('wrong')
  })
})
