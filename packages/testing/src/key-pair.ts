import {
  createPrivateKey,
  createPublicKey,
  type ECKeyPairOptions,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'

/** A key pair, as `generateKeyPairSync` makes it. */
export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const encodings = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
} as const

/**
 * Makes a key pair, by way of DER: on Node 20, to export a generated key as a JWK locks the process up
 * for ever if the garbage of its generation is collected just then.
 */
export function keyPair(type: 'ed25519' | 'x25519'): KeyPair
export function keyPair(type: 'rsa', options: { modulusLength: number }): KeyPair
export function keyPair(type: 'ec', options: { namedCurve: string }): KeyPair
export function keyPair(type: string, options: object = {}): KeyPair {
  // One of these, as the overloads say; the types of Node have each apart.
  const how = { ...options, ...encodings } as ECKeyPairOptions<'der', 'der'>
  const made = generateKeyPairSync(type as 'ec', how)
  return {
    publicKey: createPublicKey({ key: made.publicKey, ...encodings.publicKeyEncoding }),
    privateKey: createPrivateKey({ key: made.privateKey, ...encodings.privateKeyEncoding }),
  }
}
