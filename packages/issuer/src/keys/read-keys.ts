import type { KeyObject } from 'node:crypto'
import { membersOf, Unreadable, wholeNumber } from './read-members.js'
import type { CurrentTimes, NextTimes, RetiringTimes, RingKey } from './ring.js'
import type { KeyForm, SaidOfKey } from './ring-kind.js'

const NEXT = ['kid', 'algorithm', 'madeAt'] as const
const CURRENT = [...NEXT, 'currentSince'] as const
const RETIRING = [...CURRENT, 'keptUntil'] as const

export async function readNext<Key extends RingKey>(
  form: KeyForm<Key>,
  value: unknown,
): Promise<Key & NextTimes> {
  const place = 'the next key'
  const members = membersOf(place, value, [...NEXT, form.member])
  const key = await form.read(place, said(form.member, members))
  return { ...key, madeAt: wholeNumber('madeAt', members.madeAt) }
}

export async function readCurrent<Key extends RingKey>(
  form: KeyForm<Key>,
  value: unknown,
): Promise<Key & CurrentTimes> {
  const place = 'the current key'
  const members = membersOf(place, value, [...CURRENT, form.member])
  const key = await form.read(place, said(form.member, members))
  return {
    ...key,
    madeAt: wholeNumber('madeAt', members.madeAt),
    currentSince: wholeNumber('currentSince', members.currentSince),
  }
}

export async function readRetiring<Key extends RingKey>(
  form: KeyForm<Key>,
  value: unknown,
): Promise<Key & RetiringTimes> {
  const place = 'a retiring key'
  const members = membersOf(place, value, [...RETIRING, form.member])
  const key = await form.read(place, said(form.member, members))
  return {
    ...key,
    madeAt: wholeNumber('madeAt', members.madeAt),
    currentSince: wholeNumber('currentSince', members.currentSince),
    keptUntil: wholeNumber('keptUntil', members.keptUntil),
  }
}

/** What `importKey` makes of the bytes. Throws an Unreadable that names the place. */
export function importedKey(
  place: string,
  bytes: unknown,
  importKey: (base64: string) => KeyObject,
): KeyObject {
  try {
    if (typeof bytes === 'string') return importKey(bytes)
  } catch {
    // OpenSSL's words help nobody.
  }
  throw new Unreadable(`${place} holds no key that can be read`)
}

function said(
  member: 'privateKey' | 'publicKey',
  members: Readonly<Record<'kid' | 'algorithm' | typeof member, unknown>>,
): SaidOfKey {
  return { kid: members.kid, algorithm: members.algorithm, bytes: members[member] }
}
