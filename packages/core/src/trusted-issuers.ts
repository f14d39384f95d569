import { isDeepStrictEqual } from 'node:util'
import { isIssuerIdentifier } from './config/identifiers.js'
import { resolveIssuer, type IssuerProfile } from './config/resolve-issuer.js'
import type { ResolvedOptions } from './config/resolve-options.js'
import { ConfigError, DependencyError } from './errors.js'
import type { KeySource } from './keys/key-source.js'
import { RemoteKeys } from './keys/remote-keys.js'
import { staticKeys } from './keys/static-keys.js'
import type { IssuerHealth } from './verifier-types.js'

/** A trusted issuer: what its tokens are measured by, and its keys. */
export interface Issuer {
  readonly profile: IssuerProfile
  readonly keys: KeySource
}

/** Seconds that the trusted-issuer function may take. */
const LOOKUP_TIMEOUT = 5

/** How many issuers are held for a trusted-issuer function; the least recently used one goes. */
const MAX_ISSUERS = 1_000

/**
 * The issuers of one verifier. Keys are held for each issuer apart, so that a key of one can never
 * verify a token of another, whatever their `kid`s are (RFC 8725 §3.8).
 */
export class TrustedIssuers {
  readonly #options: ResolvedOptions
  readonly #held = new Map<string, Issuer>()
  #closed = false

  constructor(options: ResolvedOptions) {
    this.#options = options
    for (const profile of options.issuers) this.#hold(profile)
  }

  /**
   * The issuer of that identifier, or `undefined`: not trusted. A token's claim only ever looks one
   * up; nothing is fetched from an address that the configuration does not know.
   */
  find(issuer: string): Issuer | undefined | Promise<Issuer | undefined> {
    this.#assertOpen()
    if (!this.#options.trustedIssuer) return this.#held.get(issuer)
    // What is no issuer identifier is not trusted, and the function need not be ready for it.
    return isIssuerIdentifier(issuer) ? this.#ask(issuer) : undefined
  }

  async ready(): Promise<void> {
    await Promise.all([...this.#held.values()].map(({ keys }) => keys.ready()))
  }

  health(): readonly IssuerHealth[] {
    return [...this.#held.values()].map(({ keys }) => keys.health())
  }

  close(): void {
    this.#closed = true
    for (const { keys } of this.#held.values()) keys.close()
  }

  /** Asks the function each time, so that an issuer it no longer trusts is out at once. */
  async #ask(identifier: string): Promise<Issuer | undefined> {
    const { trustedIssuer, issuerDefaults } = this.#options
    try {
      const options = await inTime(trustedIssuer?.(identifier))
      this.#assertOpen()
      // A look-up in a database says `null`.
      if (options === undefined || options === null) return undefined
      const profile = resolveIssuer(options, issuerDefaults, 'issuer()')
      // An answer for another issuer would put that issuer's tokens under the wrong keys.
      return profile.issuer === identifier ? this.#refresh(profile) : undefined
    } catch (cause) {
      if (cause instanceof ConfigError || cause instanceof DependencyError) throw cause
      throw new DependencyError('The trusted issuers cannot be looked up', { cause })
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new DependencyError('The verifier was closed')
  }

  #refresh(profile: IssuerProfile): Issuer {
    const held = this.#held.get(profile.issuer)
    if (!held || !sameKeys(held.profile, profile)) {
      return this.#hold(profile)
    }
    const issuer = { profile, keys: held.keys }
    this.#held.delete(profile.issuer)
    this.#held.set(profile.issuer, issuer)
    return issuer
  }

  #hold(profile: IssuerProfile): Issuer {
    const issuer = { profile, keys: this.#keySource(profile) }
    this.#held.set(profile.issuer, issuer)
    const [oldest] = this.#held
    if (this.#options.trustedIssuer && oldest && this.#held.size > MAX_ISSUERS) {
      // Only let go, not closed: a request may be waiting for its keys.
      this.#held.delete(oldest[0])
    }
    return issuer
  }

  #keySource({ issuer, keys, keysOption }: IssuerProfile): KeySource {
    const { fetch, clock, limits } = this.#options
    const { jwksBytes: maxBytes, jwksKeys: maxKeys } = limits
    if (keys && !(keys instanceof URL)) return staticKeys(keysOption, issuer, keys, maxKeys)
    return new RemoteKeys({ issuer, jwksUri: keys?.href, fetch, clock, maxBytes, maxKeys })
  }
}

function sameKeys({ keys: held }: IssuerProfile, { keys: given }: IssuerProfile): boolean {
  if (held instanceof URL && given instanceof URL) return held.href === given.href
  return held === given || isDeepStrictEqual(held, given)
}

/** A look-up that never ends must not hold the request for ever. */
async function inTime<T>(lookUp: T | Promise<T>): Promise<T> {
  if (!(lookUp instanceof Promise)) return lookUp
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`no answer within ${LOOKUP_TIMEOUT} seconds`))
    timer = setTimeout(fail, LOOKUP_TIMEOUT * 1000).unref()
  })
  try {
    return await Promise.race([lookUp, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
