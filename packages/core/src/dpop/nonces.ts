import { createHmac, timingSafeEqual } from 'node:crypto'
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
  /** The one to use next, where this one is about to expire. */
  readonly next: string | undefined
}

interface Window {
  readonly index: number
  readonly secrets: readonly (string | Uint8Array)[]
  readonly current: string
  /** Every nonce that is taken in this window, with the window that it was made in. */
  readonly accepted: readonly (readonly [nonce: string, index: number])[]
}

const TIMEOUT = 5
const MIN_SECRET_BYTES = 32

/**
 * Server nonces (RFC 9449 §8, §9) that nobody has to store: an HMAC of the time, cut into windows of
 * half a lifetime. A nonce is taken in its own window and the next, so it lives for between one half
 * and one whole lifetime; that of the window to come too, for another machine's clock may be ahead.
 */
export class Nonces {
  readonly #source: NonceSecrets
  readonly #step: number
  readonly #now: () => number
  #window: Window | undefined

  constructor(source: NonceSecrets, lifetime: number, now: () => number) {
    this.#source = source
    this.#step = lifetime / 2
    this.#now = now
  }

  /** The nonce to hand out now; rejects with a DependencyError where there is no secret. */
  async current(): Promise<string> {
    return (await this.#present()).current
  }

  /** What is known of a nonce; `undefined`: it is none of ours, or too old. */
  async find(nonce: string): Promise<KnownNonce | undefined> {
    const { accepted, current, index: now } = await this.#present()
    const found = accepted.find(([known]) => isEqual(known, nonce))
    if (!found) return undefined
    const [, index] = found
    return {
      validFrom: (index - 1) * this.#step,
      expiresAt: (index + 2) * this.#step,
      next: index < now ? current : undefined,
    }
  }

  async #present(): Promise<Window> {
    const secrets = await this.#secrets()
    const index = Math.floor(this.#now() / this.#step)
    const known = this.#window
    if (known?.index === index && known.secrets === secrets) return known
    this.#window = windowOf(index, secrets)
    return this.#window
  }

  async #secrets(): Promise<readonly (string | Uint8Array)[]> {
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
export function areUsableSecrets(secrets: unknown): secrets is readonly (string | Uint8Array)[] {
  return Array.isArray(secrets) && secrets.length > 0 && Array.from(secrets).every(isUsableSecret)
}

function isUsableSecret(secret: unknown): boolean {
  if (typeof secret === 'string') return Buffer.byteLength(secret) >= MIN_SECRET_BYTES
  return secret instanceof Uint8Array && secret.length >= MIN_SECRET_BYTES
}

function windowOf(index: number, secrets: Window['secrets']): Window {
  const accepted = secrets.flatMap((secret) =>
    [index, index - 1, index + 1].map((window) => [nonceOf(secret, window), window] as const),
  )
  return { index, secrets, current: accepted[0]?.[0] ?? '', accepted }
}

function nonceOf(secret: string | Uint8Array, index: number): string {
  return createHmac('sha256', secret).update(`countersign DPoP nonce ${index}`).digest('base64url')
}

function isEqual(known: string, given: string): boolean {
  const [one, other] = [Buffer.from(known), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
