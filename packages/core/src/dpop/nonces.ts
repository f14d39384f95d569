import { createHmac, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { DependencyError } from '../errors.js'
import { inTime } from '../in-time.js'

/**
 * Where the secrets of nonces come from, for machines that share and change them.
 *
 * The first one makes nonces, and all of them check: a new secret goes to the front, and the one
 * before stays for as long as nonces live. Each of at least 32 bytes. Asked for each proof, so it
 * should answer from memory, and with the same list while nothing has changed.
 */
export interface NonceSecrets {
  secrets(): readonly (string | Uint8Array)[] | Promise<readonly (string | Uint8Array)[]>
}

/** What a proof's nonce turned out to be. */
export interface KnownNonce {
  /** Seconds: no proof could hold it before. */
  readonly validFrom: number
  /** Seconds: it is taken no more. */
  readonly expiresAt: number
  /** The one to use next, where this one is past half of its life. */
  readonly next: string | undefined
}

type Secrets = readonly (string | Uint8Array)[]

const TIMEOUT = 5
const MIN_SECRET_BYTES = 32

// Seconds that the clock of the machine that made a nonce may be ahead of ours.
const AHEAD = 10
const MOST_REMEMBERED = 1_000

// The second in which it was made, in base 36, and a SHA-256.
const NONCE = /^([1-9a-z][\da-z]{0,7})\.[\w-]{43}$/

/**
 * Server nonces (RFC 9449 §8, §9) that nobody has to store: the second in which one was made, and an
 * HMAC of it. The second is no secret, and says since when a proof with this nonce can have been used.
 */
export class Nonces {
  readonly #source: NonceSecrets
  readonly #lifetime: number
  readonly #now: () => number
  // Nonces of a second, one for each secret: an HMAC takes longer than the rest.
  readonly #made = new LRUCache<number, readonly string[]>({ max: MOST_REMEMBERED })
  #madeWith: Secrets | undefined

  /** `lifetime`: seconds. */
  constructor(source: NonceSecrets, lifetime: number, now: () => number) {
    this.#source = source
    this.#lifetime = lifetime
    this.#now = now
  }

  /** The nonce to hand out now; rejects with a DependencyError where there is no secret. */
  async current(): Promise<string> {
    return this.#current(await this.#secrets())
  }

  /** What is known of a nonce; `undefined`: it is none of ours, or too old. */
  async find(nonce: string): Promise<KnownNonce | undefined> {
    const secrets = await this.#secrets()
    const made = Number.parseInt(NONCE.exec(nonce)?.[1] ?? '', 36)
    const age = this.#now() - made
    if (!(age >= -AHEAD && age < this.#lifetime)) return undefined
    if (!this.#nonces(secrets, made).some((known) => isEqual(known, nonce))) return undefined
    const next = age < this.#lifetime / 2 ? undefined : this.#current(secrets)
    // By our clock it may be that old: one from ahead is taken before its own second.
    return { validFrom: made - AHEAD, expiresAt: made + this.#lifetime, next }
  }

  #current(secrets: Secrets): string {
    return this.#nonces(secrets, Math.floor(this.#now()))[0] ?? ''
  }

  /** The nonces of a second, that of the first secret first. */
  #nonces(secrets: Secrets, second: number): readonly string[] {
    if (this.#madeWith !== secrets) this.#made.clear()
    this.#madeWith = secrets
    const known = this.#made.get(second)
    if (known) return known
    const nonces = secrets.map((secret) => nonceOf(secret, second))
    this.#made.set(second, nonces)
    return nonces
  }

  async #secrets(): Promise<Secrets> {
    try {
      const secrets = await inTime(TIMEOUT, this.#source.secrets())
      if (areUsableSecrets(secrets)) return secrets
    } catch (cause) {
      throw new DependencyError('The secrets of nonces cannot be had', { cause })
    }
    throw new DependencyError('The secrets of nonces are unusable')
  }
}

/** Whether each is long enough that nobody guesses it: 32 bytes, which a string has as UTF-8. */
export function areUsableSecrets(secrets: unknown): secrets is Secrets {
  return Array.isArray(secrets) && secrets.length > 0 && Array.from(secrets).every(isUsableSecret)
}

function isUsableSecret(secret: unknown): boolean {
  if (typeof secret === 'string') return Buffer.byteLength(secret) >= MIN_SECRET_BYTES
  return secret instanceof Uint8Array && secret.length >= MIN_SECRET_BYTES
}

function nonceOf(secret: string | Uint8Array, second: number): string {
  const text = `countersign DPoP nonce ${second}`
  const mac = createHmac('sha256', secret).update(text).digest('base64url')
  return `${second.toString(36)}.${mac}`
}

function isEqual(known: string, given: string): boolean {
  const [one, other] = [Buffer.from(known), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
