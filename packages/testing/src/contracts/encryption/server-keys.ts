import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { JWK } from 'jose'
import { keyPair } from '../../key-pair.js'
import type { ServerSetup, World } from '../world.js'

/** A key that opens tokens, and what encrypts them to it. */
export interface ServerKey {
  readonly kid: string
  /** What the server is given. */
  readonly jwk: JWK
  /** The public half, or the shared key itself. */
  readonly lock: KeyObject
}

/** The keys of a server that takes encrypted tokens, by name. */
export type ServerKeys = ReadonlyMap<string, ServerKey>

const CURVES = ['P-256', 'P-384', 'P-521']

/** Every `enc`, with the length of its key. */
export const CONTENT_KEYS: Readonly<Record<string, number>> = {
  A128GCM: 16,
  A192GCM: 24,
  A256GCM: 32,
  'A128CBC-HS256': 32,
  'A192CBC-HS384': 48,
  'A256CBC-HS512': 64,
}

const made = new WeakMap<World, ServerKeys>()

/** The keys of the world's {@link encryptedServer}: made once, for each `kty`, curve and shared `alg`. */
export function serverKeysOf(world: World): ServerKeys {
  const keys = made.get(world) ?? makeKeys()
  made.set(world, keys)
  return keys
}

/** One of them. */
export function serverKey(world: World, kid: string): ServerKey {
  const key = serverKeysOf(world).get(kid)
  if (!key) throw new TypeError(`the server has no key ${kid}`)
  return key
}

/** A server that takes encrypted tokens, and no others. */
export const encryptedServer: ServerSetup = {
  key: 'encrypted tokens',
  options: (world) => ({ decryption: jwksOf(serverKeysOf(world)) }),
}

/** The same, that takes tokens out of forms too, for what does not fit into a header. */
export const encryptedFormServer: ServerSetup = {
  key: 'encrypted tokens in forms',
  options: (world) => ({
    decryption: jwksOf(serverKeysOf(world)),
    sources: { body: true },
    limits: { tokenBytes: 65_536 },
  }),
}

function jwksOf(keys: ServerKeys): readonly JWK[] {
  return [...keys.values()].map(({ jwk }) => jwk)
}

function makeKeys(): ServerKeys {
  const shared = [
    ...[128, 192, 256].flatMap((bits) => [
      secretKey(`A${bits}KW`, bits / 8),
      secretKey(`A${bits}GCMKW`, bits / 8),
    ]),
    ...Object.entries(CONTENT_KEYS).map(([enc, bytes]) => secretKey(enc, bytes)),
  ]
  const own = [...CURVES.map((crv) => agreementKey(crv)), agreementKey('X25519'), rsaKey('RSA')]
  return new Map([...own, ...shared].map((key) => [key.kid, key]))
}

/** A shared key for one `alg`, or for `dir` with one `enc`. */
function secretKey(alg: string, bytes: number): ServerKey {
  const lock = createSecretKey(randomBytes(bytes))
  const k = lock.export().toString('base64url')
  return { kid: alg, lock, jwk: { kty: 'oct', k, kid: alg, alg } }
}

/** A key that agrees on others (RFC 7518 §4.6), on a curve that may be X25519. */
export function agreementKey(crv: string, kid: string = crv): ServerKey {
  for (;;) {
    const { publicKey, privateKey } =
      crv === 'X25519' ? keyPair('x25519') : keyPair('ec', { namedCurve: crv })
    const jwk = privateKey.export({ format: 'jwk' }) as JWK
    // Odd numbers only: multiplied by one, a point of order two stays what it is. See the cases
    // about ephemeral keys.
    const isOdd = ((Buffer.from(String(jwk.d), 'base64url').at(-1) ?? 0) & 1) === 1
    if (isOdd || crv === 'X25519') return { kid, jwk: { ...jwk, kid, use: 'enc' }, lock: publicKey }
  }
}

/** A key that wraps others (RFC 7518 §4.3). */
export function rsaKey(kid: string): ServerKey {
  const { publicKey, privateKey } = keyPair('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' }) as JWK
  return { kid, jwk: { ...jwk, kid, use: 'enc' }, lock: publicKey }
}
