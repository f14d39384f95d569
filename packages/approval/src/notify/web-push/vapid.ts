import { importJWK, SignJWT } from 'jose'
import type { CheckedKeys } from './vapid-keys.js'

/** Seconds; a push service takes at most a day (RFC 8292 §2). */
const LIFETIME = 12 * 3_600
/** Seconds before its end in which one is no longer used: clocks differ, and messages take their time. */
const RESERVE = 600
/** Some services have a host for each of their sites. */
const MOST_ORIGINS = 200

interface Signed {
  /** Seconds since the epoch. */
  readonly expiresAt: number
  readonly token: Promise<string>
}

/** Says to push services who sends (RFC 8292). One token for each service, used until shortly before its end. */
export class Vapid {
  readonly #keys: CheckedKeys
  readonly #subject: string
  readonly #signed = new Map<string, Signed>()
  #key: ReturnType<typeof importJWK> | undefined

  /** `subject`: where the operator of a push service can reach whoever runs this. */
  constructor(keys: CheckedKeys, subject: string) {
    this.#keys = keys
    this.#subject = subject
  }

  /** Value of the `Authorization` header for messages to an origin. */
  async authorization(origin: string): Promise<string> {
    return `vapid t=${await this.#tokenFor(origin)}, k=${this.#keys.publicKey}`
  }

  #tokenFor(origin: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const known = this.#signed.get(origin)
    // One from far ahead is of a clock that was set back since, and no service would take it.
    if (known && known.expiresAt > now + RESERVE && known.expiresAt <= now + LIFETIME) {
      return known.token
    }
    const expiresAt = now + LIFETIME
    const token = this.#sign(origin, expiresAt)
    const signed = { expiresAt, token }
    this.#signed.delete(origin)
    this.#signed.set(origin, signed)
    for (const oldest of this.#signed.keys()) {
      if (this.#signed.size <= MOST_ORIGINS) break
      this.#signed.delete(oldest)
    }
    token.catch(() => {
      if (this.#signed.get(origin) === signed) this.#signed.delete(origin)
    })
    return token
  }

  async #sign(origin: string, expiresAt: number): Promise<string> {
    this.#key ??= importJWK(this.#keys.jwk, 'ES256')
    return new SignJWT({ aud: origin, exp: expiresAt, sub: this.#subject })
      .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
      .sign(await this.#key)
  }
}
