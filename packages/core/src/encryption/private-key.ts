import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { importMaterial, memberBytes } from '../keys/key-material.js'

/** The mathematics of a private key, imported. */
export interface PrivateMaterial {
  readonly kty: 'RSA' | 'EC'
  /** Of a key that agrees on others: `X25519` is one of them. */
  readonly curve: string | undefined
  readonly key: KeyObject
  /** Length of the modulus; RSA only. */
  readonly modulusBytes: number | undefined
}

const MAX_PRIVATE_BYTES = 1024
const RSA_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi']
const NAMED_CURVES = new Map([
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
])

/**
 * Imports the mathematics of a private key for decryption; throws an Error that says why it is of no
 * use, and nothing of the key.
 */
export function importPrivate(jwk: Record<string, unknown>): PrivateMaterial {
  if (jwk['d'] === undefined) throw new Error('no private key')
  if (jwk['kty'] === 'RSA') return importRsa(jwk)
  if (jwk['kty'] === 'EC') return importEc(jwk)
  if (jwk['kty'] === 'OKP') return importX25519(jwk)
  throw new Error('unsupported kty')
}

function importRsa(jwk: Record<string, unknown>): PrivateMaterial {
  if ('oth' in jwk) throw new Error('more than two primes')
  const { jwk: own, publicKey, modulusBytes } = importMaterial(jwk)
  const key = privateKeyOf({ ...own, ...memberTexts(jwk, RSA_MEMBERS) })
  if (!decrypts(key, publicKey)) throw new Error('the private half is of another key')
  return { kty: 'RSA', curve: undefined, key, modulusBytes }
}

function importEc(jwk: Record<string, unknown>): PrivateMaterial {
  const { jwk: own, crv, publicKey } = importMaterial(jwk)
  const key = privateKeyOf({ ...own, ...memberTexts(jwk, ['d']) })
  const namedCurve = NAMED_CURVES.get(crv ?? '') ?? ''
  checkAgreement(key, publicKey, () => generateKeyPairSync('ec', { namedCurve }))
  return { kty: 'EC', curve: crv, key, modulusBytes: undefined }
}

function importX25519(jwk: Record<string, unknown>): PrivateMaterial {
  if (jwk['crv'] !== 'X25519') throw new Error('unsupported crv')
  const x = memberBytes(jwk, 'x', 32, 32).toString('base64url')
  const own = { kty: 'OKP', crv: 'X25519', x }
  const key = privateKeyOf({ ...own, ...memberTexts(jwk, ['d']) })
  const publicKey = createPublicKey({ key: own, format: 'jwk' })
  checkAgreement(key, publicKey, () => generateKeyPairSync('x25519'))
  return { kty: 'EC', curve: 'X25519', key, modulusBytes: undefined }
}

function memberTexts(
  jwk: Record<string, unknown>,
  names: readonly string[],
): Record<string, string> {
  const text = (name: string): string =>
    memberBytes(jwk, name, 1, MAX_PRIVATE_BYTES).toString('base64url')
  return Object.fromEntries(names.map((name) => [name, text(name)]))
}

function privateKeyOf(jwk: JsonWebKey): KeyObject {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    // What OpenSSL says of it may be in the words of the key.
    throw new Error('malformed private key')
  }
}

/** Node takes any two halves for a key, and then nothing that is encrypted to it can be opened. */
function decrypts(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const text = randomBytes(16)
  try {
    const sealed = publicEncrypt({ key: publicKey, padding }, text)
    return privateDecrypt({ key: privateKey, padding }, sealed).equals(text)
  } catch {
    return false
  }
}

function checkAgreement(
  privateKey: KeyObject,
  publicKey: KeyObject,
  generate: () => { privateKey: KeyObject; publicKey: KeyObject },
): void {
  const other = generate()
  try {
    const ours = diffieHellman({ privateKey, publicKey: other.publicKey })
    const theirs = diffieHellman({ privateKey: other.privateKey, publicKey })
    if (ours.equals(theirs)) return
  } catch {
    // A point of small order agrees on nothing.
  }
  throw new Error('the private half is of another key')
}
