import { createVerifier, isAuthError, type Verifier } from '@countersign/core'
import {
  createEncryptionKeyRing,
  createIssuer,
  generateSigningKey,
  jwksEndpoint,
  memoryKeyStore,
  type EncryptionKeyRing,
  type EncryptTo,
  type Issuer,
  type KeyStore,
} from '@countersign/issuer'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

const ISSUER = 'https://id.example.com'
const API = 'https://orders.example.com'
const JWKS = `${API}/jwks`
/** As default, in seconds. */
const STORED_BEFORE = 7_200
const DECRYPTS_AFTER = 3_600 + 300 + 86_400 + 3_600 + 60

let time: number
let isAway: boolean
let store: KeyStore
/** What the issuer fetched last of the API. */
let fetched: EncryptTo
let issuer: Issuer

const clock = (): number => time
const advance = (seconds: number): void => void (time += seconds * 1000)

beforeEach(async () => {
  time = Date.UTC(2027, 0, 15, 8)
  isAway = false
  const kept = memoryKeyStore()
  store = {
    async load() {
      if (isAway) throw new Error('connection refused')
      return kept.load()
    },
    save: async (ring, expected) => kept.save(ring, expected),
  }
  issuer = createIssuer({
    issuer: ISSUER,
    audience: API,
    keys: [await generateSigningKey()],
    encryptTo: () => fetched,
    clock,
  })
})

interface Instance {
  readonly ring: EncryptionKeyRing
  readonly verifier: Verifier
}

/** One of several processes of the API. */
async function instance(): Promise<Instance> {
  const ring = await createEncryptionKeyRing({ store, clock })
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: API,
    keys: issuer.jwks(),
    decryption: ring,
    resource: { resource: API, jwksUri: JWKS },
    clock,
  })
  onTestFinished(() => {
    ring.close()
    verifier.close()
  })
  return { ring, verifier }
}

/** What the issuer does every five minutes or so, of an instance that happens to answer. */
async function fetchKeys({ ring }: Instance): Promise<void> {
  const response = await jwksEndpoint(ring, { jwksUri: JWKS }).fetch(new Request(JWKS))
  if (!response?.ok) throw new Error('no keys')
  fetched = (await response.json()) as EncryptTo
}

const issue = async (): Promise<string> => issuer.issue({ subject: 'ada', clientId: 'c1' })

/** What comes of a token: who it is for, or why it is refused. */
async function outcomeOf({ verifier }: Instance, token: string): Promise<string | undefined> {
  try {
    return (await verifier.verifyToken(token)).claims.sub
  } catch (error) {
    if (isAuthError(error)) return error.reason
    throw error
  }
}

describe('an API whose processes share a ring of encryption keys', () => {
  it('takes every token while its keys take turns', async () => {
    const [one, other] = [await instance(), await instance()]
    await fetchKeys(one)
    const early = await issue()
    advance(STORED_BEFORE)
    await Promise.all([one.ring.refresh(), other.ring.refresh()])
    const between = await issue()
    await one.ring.rotate()
    await fetchKeys(one)
    const late = await issue()
    // The other one has not looked since, and knows the key all the same.
    for (const api of [one, other]) {
      expect(await outcomeOf(api, between)).toBe('ada')
      expect(await outcomeOf(api, late)).toBe('ada')
      expect(await outcomeOf(api, early)).toBe('token_expired')
    }
  })

  it('takes what an issuer encrypts to a set that it could not fetch anew for a day, and no more after', async () => {
    const [one, other] = [await instance(), await instance()]
    advance(STORED_BEFORE)
    await Promise.all([one.ring.refresh(), other.ring.refresh()])
    await one.ring.rotate()
    await fetchKeys(other)
    advance(DECRYPTS_AFTER - 61)
    await one.ring.refresh()
    const token = await issue()
    expect(await outcomeOf(one, token)).toBe('ada')
    // Also one that it has opened before: the key is gone.
    advance(61)
    expect(await outcomeOf(one, token)).toBe('undecryptable_token')
    await fetchKeys(one)
    expect(await outcomeOf(one, await issue())).toBe('ada')
  })

  it('refuses what was encrypted to a key that it has revoked, in every process', async () => {
    const [one, other] = [await instance(), await instance()]
    await fetchKeys(one)
    const token = await issue()
    expect(await outcomeOf(other, token)).toBe('ada')
    await one.ring.revoke()
    await other.ring.refresh()
    expect(await outcomeOf(one, token)).toBe('undecryptable_token')
    expect(await outcomeOf(other, token)).toBe('undecryptable_token')
    await fetchKeys(other)
    expect(await outcomeOf(one, await issue())).toBe('ada')
  })

  it('is at fault itself, and no client, where it does not know its keys any more', async () => {
    const api = await instance()
    await fetchKeys(api)
    advance(3_599)
    isAway = true
    const token = await issue()
    expect(await outcomeOf(api, token)).toBe('ada')
    advance(1)
    expect(await outcomeOf(api, token)).toBe('dependency_unavailable')
    await expect(fetchKeys(api)).rejects.toThrow('no keys')
    isAway = false
    advance(1)
    expect(await outcomeOf(api, token)).toBe('ada')
  })

  it('requires encryption, unless the ring says that it does not', async () => {
    const signer = createIssuer({
      issuer: ISSUER,
      audience: API,
      keys: [await generateSigningKey()],
      clock,
    })
    const token = await signer.issue({ subject: 'ada', clientId: 'c1' })
    const ring = await createEncryptionKeyRing({ required: false, clock })
    onTestFinished(() => ring.close())
    const verifier = createVerifier({
      issuer: ISSUER,
      audience: API,
      keys: signer.jwks(),
      decryption: ring,
      clock,
    })
    onTestFinished(() => verifier.close())
    expect(await outcomeOf({ ring, verifier }, token)).toBe('ada')
    expect(await outcomeOf(await instance(), token)).toBe('unencrypted_token')
  })
})
