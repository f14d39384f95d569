import { createPublicKey, type KeyObject } from 'node:crypto'
import type { JSONWebKeySet, JWK } from 'jose'
import { isRecord } from '../config/assert.js'
import { isPrivateJwk } from '../private-jwk.js'
import { isSoundIfRsa } from '../rsa-key.js'
import {
  CONTENT_ENCRYPTIONS,
  keyManagementFor,
  type ContentEncryption,
  type KeyManagement,
} from './algorithms.js'

export type { ContentEncryption } from './algorithms.js'

/** A public JWK, or a JWK Set or list: the first key in it that is for encryption. */
export type EncryptTo = JWK | JSONWebKeySet | readonly JWK[]

/** The key of an audience, for those whose tokens are encrypted. Asked for every token. */
export type EncryptToAudience = (
  audience: string,
) => EncryptTo | undefined | Promise<EncryptTo | undefined>

/** What {@link encryptToken} needs: a checked key, and how to use it. */
export interface Encryption {
  readonly key: KeyObject
  readonly kid: string | undefined
  readonly alg: KeyManagement
  readonly enc: ContentEncryption
}

interface EncryptionDefaults {
  readonly encryptTo: EncryptTo | EncryptToAudience | undefined
  readonly contentEncryption: ContentEncryption
}

/** A token for several audiences of which one wants it encrypted. */
export class SharedAudienceError extends TypeError {}

/** How the token is encrypted, or that it is not. Rejects with a TypeError that names `encryptTo`. */
export async function encryptionFor(
  defaults: EncryptionDefaults,
  options: { readonly encryptTo?: EncryptTo; readonly contentEncryption?: ContentEncryption },
  audience: string | readonly string[],
): Promise<Encryption | undefined> {
  const enc = options.contentEncryption ?? defaults.contentEncryption
  assertContentEncryption(enc)
  // `null` is no key, and no leave to go without one.
  const to =
    options.encryptTo === undefined
      ? await recipientOf(defaults.encryptTo, audience)
      : options.encryptTo
  return to === undefined ? undefined : { ...recipient(to), enc }
}

async function recipientOf(
  encryptTo: EncryptTo | EncryptToAudience | undefined,
  audience: string | readonly string[],
): Promise<EncryptTo | undefined> {
  if (typeof encryptTo !== 'function') return encryptTo
  const audiences = typeof audience === 'string' ? [audience] : audience
  const found = await Promise.all(audiences.map(async (one) => encryptTo(one)))
  // One of them could not read it, or it would be in the clear for the one that asked for secrecy.
  if (audiences.length > 1 && found.some((one) => one !== undefined)) {
    throw new SharedAudienceError('"audience" must be one where tokens are encrypted by audience')
  }
  return found[0]
}

export function assertContentEncryption(value: unknown): asserts value is ContentEncryption {
  if (CONTENT_ENCRYPTIONS.some((one) => one === value)) return
  throw new TypeError(`"contentEncryption" must be one of ${CONTENT_ENCRYPTIONS.join(', ')}`)
}

/** Chooses the key, and checks it. Throws a TypeError that names `encryptTo` and says what to give. */
export function recipient(to: EncryptTo): Omit<Encryption, 'enc'> {
  const jwk = chosen(to)
  if (isPrivateJwk(jwk)) {
    throw new TypeError('"encryptTo" must be a public key: give it without its private members')
  }
  if (jwk.use !== undefined && jwk.use !== 'enc') {
    throw new TypeError(
      '"encryptTo" must be a key for encryption ("use": "enc"), not a signing key',
    )
  }
  const fitting = keyManagementFor(jwk)
  const alg = fitting.find((one) => one === (jwk.alg ?? fitting[0]))
  if (alg === undefined) {
    throw new TypeError(
      '"encryptTo" must be an EC, X25519 or RSA key, and its "alg", if any, ECDH-ES, ' +
        'ECDH-ES+A128KW, ECDH-ES+A256KW, RSA-OAEP-256, RSA-OAEP-384 or RSA-OAEP-512',
    )
  }
  if (jwk.kid !== undefined && (typeof jwk.kid !== 'string' || jwk.kid === '')) {
    throw new TypeError('"encryptTo" must have a non-empty string as "kid", or none')
  }
  return { key: imported(jwk), kid: jwk.kid, alg }
}

function chosen(to: EncryptTo): JWK {
  const given: unknown = to
  const set: unknown = isRecord(given) && 'keys' in given ? given['keys'] : given
  if (!Array.isArray(set)) {
    if (isRecord(set)) return set
    throw new TypeError('"encryptTo" must be a JWK, a JWK Set or a list of JWKs')
  }
  // Of several keys only those that say so: the others are most likely there to check signatures.
  const found: unknown = set.find((one) => isRecord(one) && isForEncryption(one))
  if (!isRecord(found)) {
    throw new TypeError('"encryptTo" must hold a key with "use": "enc", and an "alg" that is ours')
  }
  return found
}

function isForEncryption(jwk: JWK): boolean {
  const fitting: readonly string[] = keyManagementFor(jwk)
  return (
    jwk.use === 'enc' && (jwk.alg === undefined ? fitting.length > 0 : fitting.includes(jwk.alg))
  )
}

function imported(jwk: JWK): KeyObject {
  let key: KeyObject
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' })
  } catch (cause) {
    throw new TypeError('"encryptTo" is not a key that can be read', { cause })
  }
  if (!isSoundIfRsa(key)) {
    throw new TypeError('"encryptTo" must be an RSA key of 2048 to 8192 bits, exponent 3 or more')
  }
  return key
}
