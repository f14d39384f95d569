import type { compactDecrypt as CompactDecrypt } from 'jose/jwe/compact/decrypt'
import { DependencyError } from '../errors.js'
import { Refused } from '../refused.js'
import { splitCompact } from '../token/compact-jws.js'
import type { Decryption, KeysAtHand } from './decryption.js'
import { opens, type DecryptionKey } from './decryption-key.js'
import { readEnvelope, undecryptable, type Envelope, type WantedDecryptionKey } from './envelope.js'
import type { OpenedToken } from './opened-token.js'

/** How many keys are tried: with more, whoever sends a token would choose how much we compute. */
const MAX_CANDIDATES = 4

/** Loaded once somebody needs it: few take encrypted tokens, and all would wait at their start. */
let loaded: typeof CompactDecrypt | undefined

/**
 * Opens encrypted tokens (RFC 7516, RFC 7519 §5.2). Whose tokens they are is known only then: so any
 * key may open one, and whether it is one of that issuer's is checked afterwards.
 */
export class TokenOpener {
  readonly #rings: ReadonlySet<Decryption>

  constructor(rings: readonly (Decryption | undefined)[]) {
    this.#rings = new Set(rings.filter((ring) => ring !== undefined))
  }

  /**
   * Decrypts a compact JWE of five segments. Throws Refused at once for what is wrong outside. Rejects
   * with Refused, by one reason for whatever keeps it shut; with a DependencyError where a key that
   * might open it cannot be had.
   */
  open(token: string): Promise<OpenedToken> {
    if (this.#rings.size === 0) throw new Refused('encrypted_token')
    return this.#open(token, readEnvelope(token))
  }

  async #open(token: string, { header, wanted }: Envelope): Promise<OpenedToken> {
    const compactDecrypt = (loaded ??= (await import('jose/jwe/compact/decrypt')).compactDecrypt)
    const asked = new Map<Decryption, KeysAtHand>()
    const tried: DecryptionKey[] = []
    let failure: PromiseRejectedResult | undefined
    // A ring that is slow, or fails, keeps nobody from the keys of the others.
    for await (const { ring, answer } of this.#ask()) {
      if (answer.status === 'rejected') {
        failure ??= answer
        continue
      }
      asked.set(ring, answer.value)
      const candidates = candidatesOf(answer.value, wanted, tried)
      for (const { key } of candidates) {
        // One after the other: the first one is the right one, almost always.
        // oxlint-disable-next-line no-await-in-loop
        const plaintext = await decrypted(compactDecrypt, token, wanted, key)
        if (plaintext) return { header, by: { wanted, key }, ...signedIn(plaintext), asked }
      }
      tried.push(...candidates)
    }
    // The key may be one of those that we could not look at.
    if (failure) throw failure.reason
    checkUnusable(asked, wanted)
    throw undecryptable(tried.length === 0 ? 'no key fits' : 'no key opens it')
  }

  /** The keys of each ring, in the order in which they answer. All of them are asked at once. */
  async *#ask(): AsyncGenerator<RingAnswer, void> {
    const waiting = new Map<Decryption, Promise<RingAnswer>>()
    for (const ring of this.#rings) waiting.set(ring, answerOf(ring))
    while (waiting.size > 0) {
      // oxlint-disable-next-line no-await-in-loop
      const first = await Promise.race(waiting.values())
      waiting.delete(first.ring)
      yield first
    }
  }
}

/** What became of the question to a ring. */
interface RingAnswer {
  readonly ring: Decryption
  readonly answer: PromiseSettledResult<KeysAtHand>
}

/** Never rejects: the token may have been opened long before that. */
async function answerOf(ring: Decryption): Promise<RingAnswer> {
  try {
    return { ring, answer: { status: 'fulfilled', value: await ring.keys() } }
  } catch (reason) {
    return { ring, answer: { status: 'rejected', reason } }
  }
}

/** The keys that fit, beside those that were tried: one that several issuers share is one. */
function candidatesOf(
  { usable }: KeysAtHand,
  wanted: WantedDecryptionKey,
  tried: readonly DecryptionKey[],
): readonly DecryptionKey[] {
  const found: DecryptionKey[] = []
  for (const one of usable) {
    if (!opens(one, wanted)) continue
    if ([...tried, ...found].some(({ key }) => key.equals(one.key))) continue
    found.push(one)
    if (tried.length + found.length > MAX_CANDIDATES) throw undecryptable('too many keys fit')
  }
  return found
}

/**
 * What is in a token; `undefined` where this key does not open it. Nothing tells why: a key that is
 * wrong, an encrypted key that is malformed, a point off its curve or a changed byte all look the same.
 */
async function decrypted(
  compactDecrypt: typeof CompactDecrypt,
  token: string,
  { algorithm, encryption }: WantedDecryptionKey,
  key: DecryptionKey['key'],
): Promise<Uint8Array | undefined> {
  try {
    const { plaintext } = await compactDecrypt(token, key, {
      keyManagementAlgorithms: [algorithm],
      contentEncryptionAlgorithms: [encryption],
      maxDecompressedLength: 0,
    })
    return plaintext
  } catch {
    return undefined
  }
}

/** Sign, then encrypt: claims that nobody has signed are nobody's, whoever encrypted them. */
function signedIn(plaintext: Uint8Array): Pick<OpenedToken, 'text' | 'segments'> {
  const text = Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.length).toString(
    'latin1',
  )
  const segments = splitCompact(text)
  if (typeof segments === 'string') throw undecryptable('no signed token in it')
  return { text, segments }
}

/** A token for a key of ours that we cannot use is no fault of its sender. */
function checkUnusable(
  asked: ReadonlyMap<Decryption, KeysAtHand>,
  { kid }: WantedDecryptionKey,
): void {
  if (kid === undefined) return
  for (const { unusable } of asked.values()) {
    const entry = unusable.find((one) => one.kid === kid)
    if (!entry) continue
    const cause = new TypeError(entry.problem)
    throw new DependencyError('A decryption key cannot be used', { cause })
  }
}
