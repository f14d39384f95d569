import { DependencyError } from '../errors.js'
import { inTime } from '../in-time.js'
import type { DecryptionKeys } from './decryption-keys.js'
import type { DecryptionKey } from './decryption-key.js'
import { importKnown } from './known-keys.js'

/** How the tokens of an issuer are decrypted: its `decryption` option, checked. */
export interface Decryption {
  /** Whether tokens that are not encrypted are refused. */
  readonly required: boolean
  /** Throws, or rejects with, a DependencyError where the keys cannot be had. */
  keys(): KeysAtHand | Promise<KeysAtHand>
}

/** The keys of a moment; one at least is usable. */
export interface KeysAtHand {
  readonly usable: readonly DecryptionKey[]
  readonly unusable: readonly UnusableKey[]
}

/** An entry that is of no use. */
interface UnusableKey {
  readonly kid: unknown
  /** Where, and why; nothing of what is secret in it. */
  readonly problem: string
}

/** Seconds that a key ring may take. */
const TIMEOUT = 5

/** How many keys a list may have. */
export const MOST_KEYS = 100

/** Keys that stay as they are. */
export function staticDecryption(usable: readonly DecryptionKey[]): Decryption {
  const keys: KeysAtHand = { usable, unusable: [] }
  return { required: true, keys: () => keys }
}

/** Keys that are asked for each time. */
export function ringDecryption(ring: DecryptionKeys, required: boolean): Decryption {
  return {
    required,
    keys() {
      let given: unknown
      try {
        given = ring.keys()
      } catch (cause) {
        throw unavailable(cause)
      }
      return Array.isArray(given) ? atHand(given) : atHandLater(given)
    },
  }
}

async function atHandLater(given: unknown): Promise<KeysAtHand> {
  let list: unknown
  try {
    list = await inTime(TIMEOUT, given)
  } catch (cause) {
    throw unavailable(cause)
  }
  return atHand(list)
}

function atHand(list: unknown): KeysAtHand {
  if (!Array.isArray(list)) throw unavailable(new TypeError('not a list of keys'))
  if (list.length > MOST_KEYS) throw unavailable(new RangeError(`more than ${MOST_KEYS} keys`))
  const usable: DecryptionKey[] = []
  const unusable: UnusableKey[] = []
  for (const [index, entry] of list.entries()) {
    const imported = importKnown(entry)
    if (!(imported instanceof Error)) usable.push(imported)
    else unusable.push({ kid: kidOf(entry), problem: `key ${index}: ${imported.message}` })
  }
  if (usable.length > 0) return { usable, unusable }
  throw unavailable(new TypeError(unusable[0]?.problem ?? 'no keys'))
}

function unavailable(cause: unknown): DependencyError {
  return new DependencyError('The decryption keys cannot be had', { cause })
}

function kidOf(entry: unknown): unknown {
  return (entry as { kid?: unknown } | null | undefined)?.kid
}
