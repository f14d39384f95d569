import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readdir, readFile, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { isPair } from '../../../src/keys/is-pair.js'
import { keyFolder, keys } from './key-files.js'

const jwkIn = async (path: string): Promise<JWK> => JSON.parse(await readFile(path, 'utf8')) as JWK

describe('keys generate', () => {
  it('writes the private key for its owner only, and prints the public one', async () => {
    const folder = await keyFolder()

    const { code, json, err, out } = await keys(['generate', '--out', folder.path('key.jwk')])

    expect(code).toBe(0)
    expect(await folder.mode('key.jwk')).toBe(0o600)
    const secret = await jwkIn(folder.path('key.jwk'))
    const { d, ...open } = secret
    expect(json()).toEqual(open)
    expect(open).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
    expect(open.kid).toBe(await calculateJwkThumbprint(open))
    expect(d).toBeTypeOf('string')
    expect(out + err).not.toContain(d)
  })

  it.each([
    ['EdDSA', 'sig', { kty: 'OKP', crv: 'Ed25519' }, []],
    ['ES512', 'sig', { kty: 'EC', crv: 'P-521' }, []],
    ['PS256', 'sig', { kty: 'RSA' }, []],
    ['ECDH-ES', 'enc', { kty: 'OKP', crv: 'X25519' }, ['--curve', 'X25519']],
    ['ECDH-ES+A256KW', 'enc', { kty: 'EC', crv: 'P-384' }, ['--curve', 'P-384']],
    ['RSA-OAEP-256', 'enc', { kty: 'RSA' }, []],
  ])('makes a key for %s', async (alg, use, members, more) => {
    const folder = await keyFolder()

    const files = ['--out', folder.path('key.jwk'), '--public-out', folder.path('public.jwk')]

    const { code } = await keys(['generate', '--alg', alg, '--kid', 'k1', ...files, ...more])

    expect(code).toBe(0)
    const secret = await jwkIn(folder.path('key.jwk'))
    const open = await jwkIn(folder.path('public.jwk'))
    expect(open).toMatchObject({ ...members, alg, use, kid: 'k1' })
    expect(open).not.toHaveProperty('d')
    const [privateKey, publicKey] = [
      createPrivateKey({ key: { ...secret }, format: 'jwk' }),
      createPublicKey({ key: { ...open }, format: 'jwk' }),
    ]
    expect(isPair(privateKey, publicKey)).toBe(true)
    expect(await folder.mode('public.jwk')).toBe(0o644)
  })

  it('takes ECDH-ES for a key to encrypt to', async () => {
    const { json } = await keys(['generate', '--use', 'enc', '--stdout'])

    expect(json()).toMatchObject({ alg: 'ECDH-ES+A256KW', use: 'enc', crv: 'P-256' })
  })

  it('writes PEM, and says what has no place there', async () => {
    const folder = await keyFolder()
    const files = ['--out', folder.path('key.pem'), '--public-out', folder.path('public.pem')]

    const { err } = await keys(['generate', '--alg', 'Ed25519', '--format', 'pem', ...files])

    const pem = await readFile(folder.path('key.pem'), 'utf8')
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----/)
    expect(createPrivateKey(pem).asymmetricKeyType).toBe('ed25519')
    const open = createPublicKey(await readFile(folder.path('public.pem'), 'utf8'))
    expect(isPair(createPrivateKey(pem), open)).toBe(true)
    expect(err).toContain('alg Ed25519')
  })

  it('tells a program everything, but for the private key', async () => {
    const folder = await keyFolder()
    const out = folder.path('key.jwk')

    const { json, err } = await keys(['generate', '--out', out, '--json'])

    expect(Object.keys(json() as object)).toEqual(['kid', 'alg', 'use', 'publicJwk', 'privateFile'])
    expect(json()).toMatchObject({ privateFile: out, alg: 'ES256' })
    expect(err).toBe('')
  })
})

describe('a private key that has nowhere to go', () => {
  it('is not made', async () => {
    const { code, out, err } = await keys(['generate'])

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('--stdout')
  })

  it('is printed where that was said', async () => {
    const { code, json } = await keys(['generate', '--stdout'])

    expect(code).toBe(0)
    expect(json()).toHaveProperty('d')
  })

  it('goes to one place only', async () => {
    const folder = await keyFolder()

    const { code } = await keys(['generate', '--stdout', '--out', folder.path('key.jwk')])

    expect(code).toBe(2)
  })
})

describe('a file that is there already', () => {
  it('stays', async () => {
    const folder = await keyFolder()
    const path = await folder.put('key.jwk', 'precious')

    const { code, err, out } = await keys(['generate', '--out', path])

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('is there already')
    expect(await readFile(path, 'utf8')).toBe('precious')
  })

  it('stays where it is that of the public key, and no private one is left behind', async () => {
    const folder = await keyFolder()
    const taken = await folder.put('public.jwk', 'precious')

    const { code } = await keys(['generate', '--out', folder.path('a'), '--public-out', taken])

    expect(code).toBe(2)
    expect(await readdir(dirname(taken))).toEqual(['public.jwk'])
  })

  it('is replaced with --force, its access mode too', async () => {
    const folder = await keyFolder()
    await keys(['generate', '--out', folder.path('a'), '--public-out', folder.path('key.jwk')])
    expect(await folder.mode('key.jwk')).toBe(0o644)

    const { code } = await keys(['generate', '--out', folder.path('key.jwk'), '--force'])

    expect(code).toBe(0)
    expect(await folder.mode('key.jwk')).toBe(0o600)
    expect(await readdir(dirname(folder.path('a')))).toEqual(['a', 'key.jwk'])
  })

  it('is not written through, where it is a link', async () => {
    const folder = await keyFolder()
    const target = await folder.put('target', 'precious')
    await symlink(target, folder.path('key.jwk'))

    expect(await keys(['generate', '--out', folder.path('key.jwk')])).toMatchObject({ code: 2 })
    await keys(['generate', '--out', folder.path('key.jwk'), '--force'])

    expect(await readFile(target, 'utf8')).toBe('precious')
    expect(await jwkIn(folder.path('key.jwk'))).toHaveProperty('d')
  })
})

describe('what makes no sense', () => {
  it.each([
    ['a use of another algorithm', ['--alg', 'RSA-OAEP-256', '--use', 'sig']],
    ['a curve to sign with', ['--alg', 'ES256', '--curve', 'X25519']],
    ['a length of an EC key', ['--alg', 'ES256', '--bits', '2048']],
    ['a short RSA key', ['--alg', 'RS256', '--bits', '1024']],
    ['an algorithm with a secret', ['--alg', 'HS256']],
    ['an empty name', ['--kid', '']],
  ])('is refused: %s', async (_, args) => {
    const { code, out } = await keys(['generate', '--stdout', ...args])

    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('is one file for both halves', async () => {
    const folder = await keyFolder()
    const path = folder.path('key.jwk')

    const { code } = await keys(['generate', '--out', path, '--public-out', path, '--force'])

    expect(code).toBe(2)
  })

  it('is nothing in the place of what is no file', async () => {
    const folder = await keyFolder()

    const { code, err } = await keys(['generate', '--out', folder.path('.'), '--force'])

    expect(code).toBe(2)
    expect(err).toContain('no regular file')
  })

  it('is a folder that is not there', async () => {
    const folder = await keyFolder()

    const { code, err } = await keys(['generate', '--out', folder.path('no/key.jwk')])

    expect(code).toBe(3)
    expect(err).toContain('ENOENT')
  })
})
