import type { KeyObject } from 'node:crypto'
import { isSigningAlgorithm } from '../algorithms.js'
import {
  fits,
  importPrivateKey,
  importPublicKey,
  publicKeyOf,
  type PublicKey,
} from './public-key.js'
import { membersOf, Unreadable, wholeNumber } from './read-members.js'
import type { CurrentKey, NextKey, RetiringKey } from './ring.js'

const NEXT = ['kid', 'algorithm', 'publishedAt', 'privateKey'] as const
const CURRENT = [...NEXT, 'signsSince'] as const
const RETIRING = [
  'kid',
  'algorithm',
  'publishedAt',
  'signsSince',
  'publishedUntil',
  'publicKey',
] as const

export async function readNext(value: unknown): Promise<NextKey> {
  const members = membersOf('the next key', value, NEXT)
  return readPrivate('the next key', members)
}

export async function readCurrent(value: unknown): Promise<CurrentKey> {
  const members = membersOf('the current key', value, CURRENT)
  const key = await readPrivate('the current key', members)
  return { ...key, signsSince: wholeNumber('signsSince', members.signsSince) }
}

export async function readRetiring(value: unknown): Promise<RetiringKey> {
  const place = 'a retiring key'
  const members = membersOf(place, value, RETIRING)
  const key = imported(place, members.publicKey, importPublicKey)
  return {
    ...(await named(place, key, members)),
    publishedAt: wholeNumber('publishedAt', members.publishedAt),
    signsSince: wholeNumber('signsSince', members.signsSince),
    publishedUntil: wholeNumber('publishedUntil', members.publishedUntil),
  }
}

async function readPrivate(
  place: string,
  members: Readonly<Record<(typeof NEXT)[number], unknown>>,
): Promise<NextKey> {
  const privateKey = imported(place, members.privateKey, importPrivateKey)
  const key = await named(place, privateKey, members)
  return { ...key, privateKey, publishedAt: wholeNumber('publishedAt', members.publishedAt) }
}

/** With the name that it says it has: nobody can put another key in the place of one. */
async function named(
  place: string,
  key: KeyObject,
  { kid, algorithm }: { readonly kid: unknown; readonly algorithm: unknown },
): Promise<PublicKey> {
  if (!isSigningAlgorithm(algorithm)) throw new Unreadable(`${place} has no algorithm of ours`)
  if (!fits(key, algorithm)) throw new Unreadable(`${place} does not fit its algorithm`)
  const found = await publicKeyOf(key, algorithm)
  if (found.kid !== kid) throw new Unreadable(`${place} is not the one that it is named for`)
  return found
}

function imported(
  place: string,
  value: unknown,
  importKey: (base64: string) => KeyObject,
): KeyObject {
  try {
    if (typeof value === 'string') return importKey(value)
  } catch {
    // OpenSSL's words help nobody.
  }
  throw new Unreadable(`${place} holds no key that can be read`)
}
