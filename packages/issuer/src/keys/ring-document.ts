import { KeyRingError } from './key-ring-error.js'
import { MAX_DOCUMENT_BYTES, type StoredRing } from './key-store.js'
import { readCurrent, readNext, readRetiring } from './read-keys.js'
import { listOf, membersOf, Unreadable, wholeNumber } from './read-members.js'
import { MAX_KEYS, type Ring, type RingKey } from './ring.js'
import type { KeyForm, RingKind } from './ring-kind.js'

/** Of the form that is written here. Another one is not guessed at. */
const FORMAT = 1

/** What a store keeps of a ring. */
export function storedRing<Key extends RingKey, Retired extends RingKey>(
  { whole, retired }: RingKind<Key, Retired>,
  { version, next, current, retiring }: Ring<Key, Retired>,
): StoredRing {
  const document = JSON.stringify({
    format: FORMAT,
    version,
    next: { ...written(whole, next), madeAt: next.madeAt },
    current: {
      ...written(whole, current),
      madeAt: current.madeAt,
      currentSince: current.currentSince,
    },
    retiring: retiring.map((key) => ({
      ...written(retired, key),
      madeAt: key.madeAt,
      currentSince: key.currentSince,
      keptUntil: key.keptUntil,
    })),
  })
  return { version, document }
}

/**
 * The ring that a store gave. Rejects with a {@link KeyRingError} that says where it is wrong, and shows
 * nothing of what stands there.
 */
export async function readRing<Key extends RingKey, Retired extends RingKey>(
  kind: RingKind<Key, Retired>,
  { version, document }: StoredRing,
): Promise<Ring<Key, Retired>> {
  try {
    return await ringOf(kind, document, version)
  } catch (error) {
    const detail = error instanceof Unreadable ? error.message : 'it cannot be read'
    // Without the cause: parsers quote what they choke on.
    throw new KeyRingError('unreadable', `The key store gave no key ring: ${detail}`)
  }
}

async function ringOf<Key extends RingKey, Retired extends RingKey>(
  { whole, retired }: RingKind<Key, Retired>,
  document: unknown,
  version: unknown,
): Promise<Ring<Key, Retired>> {
  if (typeof document !== 'string') throw new Unreadable('the document is no text')
  if (Buffer.byteLength(document) > MAX_DOCUMENT_BYTES) throw new Unreadable('it is too large')
  const members = membersOf('the document', parsed(document), [
    'format',
    'version',
    'next',
    'current',
    'retiring',
  ])
  if (members.format !== FORMAT) throw new Unreadable('it has another format')
  if (wholeNumber('version', members.version) !== version || version < 1) {
    throw new Unreadable('it is of another version than the store says')
  }
  const retiring = listOf('retiring', members.retiring, MAX_KEYS - 2)
  const ring = {
    version,
    next: await readNext(whole, members.next),
    current: await readCurrent(whole, members.current),
    retiring: await Promise.all(retiring.map(async (key) => readRetiring(retired, key))),
  }
  const kids = [ring.next, ring.current, ...ring.retiring].map(({ kid }) => kid)
  if (new Set(kids).size < kids.length) throw new Unreadable('it has one key twice')
  return ring
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('it is no JSON')
  }
}

function written<Key extends RingKey>(form: KeyForm<Key>, key: Key): object {
  return { kid: key.kid, algorithm: key.algorithm, [form.member]: form.write(key) }
}
