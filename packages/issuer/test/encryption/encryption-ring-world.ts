import { compactDecrypt, decodeProtectedHeader, importJWK } from 'jose'
import { onTestFinished } from 'vitest'
import {
  createEncryptionKeyRing,
  createIssuer,
  generateSigningKey,
  type EncryptionKeyRing,
  type EncryptionKeyRingOptions,
  type EncryptionKeyStatus,
  type EncryptTo,
} from '../../src/index.js'
import { keyRingWorld, type KeyRingWorld } from '../keys/key-ring-world.js'

/** As default, in seconds. */
export const BEFORE = 7_200
export const STALE = 3_600
export const HELD = 86_400
export const LIFETIME = 3_600
export const AFTER = STALE + 300 + HELD + LIFETIME + 60

export interface EncryptionRingWorld extends Pick<KeyRingWorld, 'clock' | 'store'> {
  /** Another instance that shares the store and the clock. Closed when the test ends. */
  readonly instance: (options?: EncryptionKeyRingOptions) => Promise<EncryptionKeyRing>
}

export function encryptionRingWorld(): EncryptionRingWorld {
  const { clock, store } = keyRingWorld()
  return {
    clock,
    store,
    async instance(options = {}) {
      const ring = await createEncryptionKeyRing({ store, clock, ...options })
      onTestFinished(() => ring.close())
      return ring
    },
  }
}

/** A token that an issuer encrypts to what it knows. */
export async function encrypted(encryptTo: EncryptTo): Promise<string> {
  const issuer = createIssuer({
    issuer: 'https://id.example.com',
    audience: 'https://api.example.com',
    keys: [await generateSigningKey()],
  })
  return issuer.issue({ subject: 'u', clientId: 'c', encryptTo })
}

/** Whether a ring has the key that a token names, and it opens it. */
export async function opens(ring: EncryptionKeyRing, token: string): Promise<boolean> {
  const { kid } = decodeProtectedHeader(token)
  const jwk = (await ring.keys()).find((key) => key.kid === kid)
  if (!jwk) return false
  const { plaintext } = await compactDecrypt(token, await importJWK(jwk))
  return Buffer.from(plaintext).toString().split('.').length === 3
}

export function states(
  ring: EncryptionKeyRing,
): Readonly<Record<string, EncryptionKeyStatus['state']>> {
  return Object.fromEntries(ring.status().keys.map(({ kid, state }) => [kid, state]))
}

export function kidOf(ring: EncryptionKeyRing, state: EncryptionKeyStatus['state']): string {
  const found = ring.status().keys.find((key) => key.state === state)
  if (!found) throw new Error(`no ${state} key`)
  return found.kid
}

export async function kidsOf(ring: EncryptionKeyRing): Promise<readonly (string | undefined)[]> {
  return (await ring.keys()).map(({ kid }) => kid)
}
