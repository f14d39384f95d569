import type { KeyObject } from 'node:crypto'
import { isSigningAlgorithm, type SigningAlgorithm } from '../algorithms.js'
import { generateSigningKey, type SigningKey } from '../signing-key.js'
import {
  exportPrivateKey,
  exportPublicKey,
  importPrivateKey,
  importPublicKey,
} from './key-bytes.js'
import { fits, publicKeyOf, type PublicKey } from './public-key.js'
import { importedKey } from './read-keys.js'
import { Unreadable } from './read-members.js'
import type { RingKind, SaidOfKey } from './ring-kind.js'

/** Keys that sign. Of one that signs no more only the public half is left. */
export function signingKind(algorithm: SigningAlgorithm): RingKind<SigningKey, PublicKey> {
  return {
    use: 'sig',
    make: async () => generateSigningKey(algorithm),
    retire: ({ kid, algorithm, publicJwk }) => ({ kid, algorithm, publicJwk }),
    whole: {
      member: 'privateKey',
      write: ({ privateKey }) => exportPrivateKey(privateKey),
      async read(place, said) {
        const privateKey = importedKey(place, said.bytes, importPrivateKey)
        return { ...(await named(place, privateKey, said)), privateKey }
      },
    },
    retired: {
      member: 'publicKey',
      write: ({ publicJwk }) => exportPublicKey(publicJwk),
      read: async (place, said) =>
        named(place, importedKey(place, said.bytes, importPublicKey), said),
    },
  }
}

async function named(
  place: string,
  key: KeyObject,
  { kid, algorithm }: SaidOfKey,
): Promise<PublicKey> {
  if (!isSigningAlgorithm(algorithm)) throw new Unreadable(`${place} has no algorithm of ours`)
  if (!fits(key, algorithm)) throw new Unreadable(`${place} does not fit its algorithm`)
  const found = await publicKeyOf(key, algorithm)
  if (found.kid !== kid) throw new Unreadable(`${place} is not the one that it is named for`)
  return found
}
