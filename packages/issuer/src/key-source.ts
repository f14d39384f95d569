import type { JWK } from 'jose'
import { isSigningAlgorithm, KEY_KINDS } from './algorithms.js'
import { isPrivateJwk } from './private-jwk.js'
import type { SigningKey } from './signing-key.js'

/** Keys to publish: those of a key ring, or of whatever holds yours. */
export interface PublishedKeys {
  /** Waited for before each token and each document; rejects where no key may be used now. */
  ready?(): Promise<void>
  /** Of keys that sign: the one that does, those to come, and those that old tokens still need. */
  publicKeys(): readonly JWK[]
}

/** Where the issuer has its keys from: a key ring that changes them, or whatever holds yours. */
export interface KeySource extends PublishedKeys {
  /** The key that signs now. Asked for every token. Throws where none may. */
  signingKey(): SigningKey
  /** The longest life, in seconds, of a token that they may sign. Default: as long as the issuer allows. */
  readonly tokenLifetime?: number
}

/** Takes a list for a source that never changes. Throws a TypeError that names `keys`. */
export function keySource(keys: readonly SigningKey[] | KeySource): KeySource {
  if (isSource(keys)) return keys
  assertKeys(keys)
  const [current] = keys
  const published = keys.map((key) => key.publicJwk)
  return { signingKey: () => current, publicKeys: () => published }
}

/** The key that signs now; rejects where none may. */
export async function signingKeyOf(keys: KeySource): Promise<SigningKey> {
  await keys.ready?.()
  return keys.signingKey()
}

/** The keys to publish, as copies, once there are any; rejects where nobody knows them. */
export async function publishedKeys(keys: PublishedKeys): Promise<JWK[]> {
  await keys.ready?.()
  return publishedNow(keys)
}

/** The same, without waiting. Throws where one has a private member: everyone reads them. */
export function publishedNow(keys: PublishedKeys): JWK[] {
  const published = keys.publicKeys()
  if (published.some(isPrivateJwk)) throw new TypeError('"keys" must publish public halves only')
  return structuredClone([...published])
}

function isSource(value: unknown): value is KeySource {
  if (Array.isArray(value)) return false
  const { signingKey, publicKeys } = Object(value) as Partial<KeySource>
  return typeof signingKey === 'function' && typeof publicKeys === 'function'
}

function assertKeys(keys: unknown): asserts keys is readonly [SigningKey, ...SigningKey[]] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError('"keys" must be a list of at least one signing key, or a key ring')
  }
  const kids = new Set<string>()
  for (const key of keys as readonly SigningKey[]) {
    assertKey(key)
    if (kids.has(key.kid)) throw new TypeError('"keys" must not name two keys alike')
    kids.add(key.kid)
  }
}

function assertKey({ kid, algorithm, privateKey, publicJwk }: SigningKey): void {
  if (!isSigningAlgorithm(algorithm)) {
    throw new TypeError('"keys" must use supported asymmetric algorithms')
  }
  const kind = KEY_KINDS[algorithm]
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== kind.type) {
    throw new TypeError(`"keys" must hold a private ${kind.type} key for ${algorithm}`)
  }
  if (typeof kid !== 'string' || kid === '' || publicJwk.kid !== kid) {
    throw new TypeError('"keys" must have the same non-empty "kid" in both halves')
  }
  // The public half is served to everyone as it is.
  if (isPrivateJwk(publicJwk)) {
    throw new TypeError('"keys" must not have private members in "publicJwk"')
  }
}
