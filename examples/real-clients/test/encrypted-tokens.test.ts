import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type ECKeyPairOptions,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { createVerifier, isAuthError, type AuthError, type Verifier } from '@countersign/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { APIS, type RunningApi } from './apis.js'
import { type Caller, CLIENTS } from './clients.js'
import { AUDIENCE, startProvider, type TokenFormat } from './provider.js'
import type { RunningProvider } from './serve-provider.js'

/** A key of the API, and what the provider encrypts to. */
interface Key {
  readonly jwk: JsonWebKey & { readonly kid: string; readonly alg?: string }
  readonly lock: KeyObject
}

const publicKeyEncoding = { type: 'spki', format: 'der' } as const
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const

/** By way of DER: on Node 20 a key that was just generated may not be exported. */
function ownKey(type: string, options: object = {}): Key {
  const how = { ...options, publicKeyEncoding, privateKeyEncoding } as ECKeyPairOptions<
    'der',
    'der'
  >
  // The types of Node have each kind of key apart.
  const pair = generateKeyPairSync(type as 'ec', how)
  const privateKey = createPrivateKey({ key: pair.privateKey, ...privateKeyEncoding })
  const lock = createPublicKey({ key: pair.publicKey, ...publicKeyEncoding })
  return { jwk: { ...privateKey.export({ format: 'jwk' }), kid: type }, lock }
}

function sharedKey(alg: string, bytes: number): Key {
  const lock = createSecretKey(randomBytes(bytes))
  return { jwk: { ...lock.export({ format: 'jwk' }), alg, kid: alg }, lock }
}

const rsa = ownKey('rsa', { modulusLength: 2048 })
const ec = ownKey('ec', { namedCurve: 'P-256' })
const x25519 = ownKey('x25519')
const direct = sharedKey('A256GCM', 32)
const wrapping = [128, 192, 256].flatMap((bits) => [
  sharedKey(`A${bits}KW`, bits / 8),
  sharedKey(`A${bits}GCMKW`, bits / 8),
])

const AGREEMENT = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW']
const ENCRYPTIONS = [
  'A128GCM',
  'A192GCM',
  'A256GCM',
  'A128CBC-HS256',
  'A192CBC-HS384',
  'A256CBC-HS512',
]

/** Each `alg` that the provider knows, and each `enc` with some of them. */
const WAYS: readonly (readonly [alg: string, enc: string, key: Key])[] = [
  ...['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'].map((alg) => [alg, rsa] as const),
  ...[ec, x25519].flatMap((key) => AGREEMENT.map((alg) => [alg, key] as const)),
  ...wrapping.map((key) => [key.jwk.kid, key] as const),
]
  .map(([alg, key], at) => [alg, ENCRYPTIONS[at % ENCRYPTIONS.length] ?? '', key] as const)
  .concat([['dir', 'A256GCM', direct]])

let provider: RunningProvider
let api: RunningApi
let verifier: Verifier
/** How the next token is made. */
let format: TokenFormat

beforeAll(async () => {
  provider = await startProvider({ format: () => format })
  verifier = createVerifier({
    issuer: provider.issuer,
    audience: AUDIENCE,
    decryption: [rsa, ec, x25519, direct, ...wrapping].map(({ jwk }) => jwk),
  })
  api = await (APIS['Express'] ?? never)(verifier)
})
beforeEach(() => {
  format = { sign: { alg: 'ES256' } }
})
afterAll(async () => {
  await api.close()
  await provider.close()
  verifier.close()
})

function never(): never {
  throw new Error('no such framework')
}

/** Takes what is sent to the public address to loopback. */
const send: typeof fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input)
  return fetch(url.replace(AUDIENCE, api.url), init)
}

function startClient(name: string): Promise<Caller> {
  return (CLIENTS[name] ?? never)({ issuer: provider.issuer, fetch: send })
}

const encrypt = (alg: string, enc: string, { lock, jwk }: Key): TokenFormat['encrypt'] =>
  ({ alg, enc, key: lock, kid: jwk.kid }) as TokenFormat['encrypt']

describe('encrypted tokens of oidc-provider', () => {
  it.each(WAYS)('are taken: %s with %s', async (alg, enc, key) => {
    format = { ...format, encrypt: encrypt(alg, enc, key) }
    const client = await startClient('oauth4webapi')
    expect(client.token.split('.')).toHaveLength(5)
    for (const path of ['/orders', '/orders?page=2', '/orders']) {
      const response = await client.call(path)
      expect(await response.json()).toEqual({ clientId: 'c1', scheme: 'DPoP', bound: true })
    }
  })

  it('are taken without the name of the key, and from another client', async () => {
    format = {
      ...format,
      encrypt: { ...encrypt('ECDH-ES', 'A256GCM', ec), kid: undefined } as never,
    }
    const client = await startClient('openid-client')
    const response = await client.call('/orders')
    expect(response.status).toBe(200)
  })

  it('are refused where nobody signed what is inside', async () => {
    format = { encrypt: encrypt('dir', 'A256GCM', direct) }
    const client = await startClient('oauth4webapi')
    const { reason } = await refusalOf(client.token)
    expect(reason).toBe('unsupported_encryption')
    expect((await fetch(`${api.url}/orders`, bearer(client.token))).status).toBe(401)
  })

  it('are required', async () => {
    const client = await startClient('oauth4webapi')
    expect(client.token.split('.')).toHaveLength(3)
    const { reason } = await refusalOf(client.token)
    expect(reason).toBe('unencrypted_token')
    expect((await fetch(`${api.url}/orders`, bearer(client.token))).status).toBe(401)
  })

  it('are of no use to another API', async () => {
    const stranger = ownKey('ec', { namedCurve: 'P-256' })
    format = { ...format, encrypt: encrypt('ECDH-ES', 'A256GCM', stranger) }
    const { token } = await startClient('oauth4webapi')
    const { reason } = await refusalOf(token)
    expect(reason).toBe('undecryptable_token')
  })
})

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } }
}

async function refusalOf(token: string): Promise<AuthError> {
  const outcome: unknown = await verifier.verifyToken(token).catch((error: unknown) => error)
  if (isAuthError(outcome)) return outcome
  throw new Error('there was no AuthError', { cause: outcome })
}
