import { KeyRingError } from './key-ring-error.js'
import { MAX_DOCUMENT_BYTES, type StoredRing } from './key-store.js'
import { readCurrent, readNext, readRetiring } from './read-keys.js'
import { listOf, membersOf, Unreadable, wholeNumber } from './read-members.js'
import { exportPrivateKey, exportPublicKey } from './public-key.js'
import { MAX_KEYS, type NextKey, type RetiringKey, type Ring } from './ring.js'

/** Of the form that is written here. Another one is not guessed at. */
const FORMAT = 1

/** What a store keeps of a ring. */
export function storedRing(ring: Ring): StoredRing {
  const { version, next, current, retiring } = ring
  const document = JSON.stringify({
    format: FORMAT,
    version,
    next: written(next),
    current: { ...written(current), signsSince: current.signsSince },
    retiring: retiring.map(writtenPublic),
  })
  return { version, document }
}

/**
 * The ring that a store gave. Rejects with a {@link KeyRingError} that says where it is wrong, and shows
 * nothing of what stands there.
 */
export async function readRing({ version, document }: StoredRing): Promise<Ring> {
  try {
    return await ringOf(document, version)
  } catch (error) {
    const detail = error instanceof Unreadable ? error.message : 'it cannot be read'
    // Without the cause: parsers quote what they choke on.
    throw new KeyRingError('unreadable', `The key store gave no key ring: ${detail}`)
  }
}

async function ringOf(document: unknown, version: unknown): Promise<Ring> {
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
    next: await readNext(members.next),
    current: await readCurrent(members.current),
    retiring: await Promise.all(retiring.map(readRetiring)),
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

function written({ kid, algorithm, publishedAt, privateKey }: NextKey): object {
  return { kid, algorithm, publishedAt, privateKey: exportPrivateKey(privateKey) }
}

function writtenPublic(key: RetiringKey): object {
  const { kid, algorithm, publishedAt, signsSince, publishedUntil } = key
  const publicKey = exportPublicKey(key.publicJwk)
  return { kid, algorithm, publishedAt, signsSince, publishedUntil, publicKey }
}
