import { createPrivateKey } from 'node:crypto'
import { exportPrivateKey, importPrivateKey } from '../keys/key-bytes.js'
import { importedKey } from '../keys/read-keys.js'
import { Unreadable } from '../keys/read-members.js'
import type { KeyForm, RingKind } from '../keys/ring-kind.js'
import {
  isKeyManagement,
  keyManagementFor,
  type EncryptionCurve,
  type KeyManagement,
} from './algorithms.js'
import { encryptionKeyOf, generateEncryptionKey, type EncryptionKey } from './encryption-key.js'

const LEAST_RSA_BITS = 2048
const MOST_RSA_BITS = 8192

/** Keys that decrypt. One that others encrypt to no more keeps its private half, for the tokens before. */
export function encryptionKind(
  algorithm: KeyManagement,
  curve: EncryptionCurve,
): RingKind<EncryptionKey, EncryptionKey> {
  return {
    use: 'enc',
    make: async () => generateEncryptionKey(algorithm, { curve }),
    retire: ({ kid, algorithm, publicJwk, privateJwk }) => ({
      kid,
      algorithm,
      publicJwk,
      privateJwk,
    }),
    whole: form,
    retired: form,
  }
}

const form: KeyForm<EncryptionKey> = {
  member: 'privateKey',
  write: ({ privateJwk }) =>
    exportPrivateKey(createPrivateKey({ key: { ...privateJwk }, format: 'jwk' })),
  async read(place, { kid, algorithm, bytes }) {
    const privateKey = importedKey(place, bytes, importPrivateKey)
    if (!isKeyManagement(algorithm)) throw new Unreadable(`${place} has no algorithm of ours`)
    const { modulusLength = LEAST_RSA_BITS } = privateKey.asymmetricKeyDetails ?? {}
    const isOfSize = modulusLength >= LEAST_RSA_BITS && modulusLength <= MOST_RSA_BITS
    const key = await encryptionKeyOf(privateKey, algorithm)
    if (!isOfSize || !keyManagementFor(key.publicJwk).includes(algorithm)) {
      throw new Unreadable(`${place} does not fit its algorithm`)
    }
    if (key.kid !== kid) throw new Unreadable(`${place} is not the one that it is named for`)
    return key
  },
}
