import { isIssuerIdentifier } from '../config/identifiers.js'
import type { IssuerProfile } from '../config/resolve-issuer.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import { DependencyError } from '../errors.js'
import type { KeysSnapshot } from '../keys/exported-keys.js'
import { keySourceOf } from '../keys/key-source-of.js'
import type { KeySource } from '../keys/key-source.js'
import type { TrustedIssuer } from '../options.js'
import type { IssuerHealth } from '../verifier-types.js'
import { askTrustedIssuer } from './ask-trusted-issuer.js'
import { IssuerPool } from './issuer-pool.js'
import type { Issuer } from './issuer.js'
import { readyAll } from './ready-all.js'
import { RememberedKeys } from './remembered-keys.js'

/** Seconds without use after which an issuer of the trusted-issuer function is dropped. */
const IDLE_AFTER = 3_600

/**
 * The issuers of one verifier. Keys are held for each issuer apart, so that a key of one can never
 * verify a token of another, whatever their `kid`s are (RFC 8725 §3.8).
 */
export class TrustedIssuers {
  readonly #options: ResolvedOptions
  readonly #listed = new Map<string, Issuer>()
  // Both only where a function knows the issuers.
  readonly #pool: IssuerPool | undefined
  readonly #imported: RememberedKeys | undefined
  #closed = false

  constructor(options: ResolvedOptions) {
    this.#options = options
    for (const profile of options.issuers) {
      const keys = keySourceOf(profile, options, undefined)
      this.#listed.set(profile.issuer, { profile, keys })
    }
    if (!options.trustedIssuer) return
    this.#pool = new IssuerPool({
      limit: options.limits.issuers,
      idleAfter: IDLE_AFTER,
      keySource: (profile) => this.#keySource(profile),
      clock: options.clock,
    })
    this.#imported = new RememberedKeys(options.limits.issuers)
  }

  /**
   * The issuer of that identifier, or `undefined`: not trusted. A token's claim only ever looks one
   * up; nothing is fetched from an address that the configuration does not know.
   */
  find(issuer: string): Issuer | undefined | Promise<Issuer | undefined> {
    this.#assertOpen()
    const { trustedIssuer } = this.#options
    if (!trustedIssuer) return this.#listed.get(issuer)
    // What is no issuer identifier is not trusted, and the function need not be ready for it.
    return isIssuerIdentifier(issuer) ? this.#ask(trustedIssuer, issuer) : undefined
  }

  /** Tells that a token of an issuer, which `find` gave, was verified by its keys. */
  confirm(issuer: Issuer): void {
    this.#pool?.confirm(issuer)
  }

  /** Loads the keys of every listed issuer; rejects with a DependencyError. */
  async ready(): Promise<void> {
    this.#assertOpen()
    await readyAll([...this.#listed.values()].map(({ keys }) => keys))
  }

  health(): readonly IssuerHealth[] {
    return this.#held().map(({ keys }) => keys.health())
  }

  exportKeys(): KeysSnapshot {
    const held = this.#held().flatMap(({ keys }) => keys.export() ?? [])
    // What was imported, and not asked for yet, is worth keeping for the next process too.
    return { version: 1, issuers: [...held, ...(this.#imported?.values() ?? [])] }
  }

  /**
   * Takes over keys. A function is not asked here: the keys of an issuer that is not held wait until
   * a token names it, and the function vouches for it.
   */
  importKeys(snapshot: KeysSnapshot): void {
    if (this.#closed) return
    for (const exported of snapshot.issuers) {
      const held = this.#listed.get(exported.issuer) ?? this.#pool?.get(exported.issuer)
      if (held) held.keys.restore(exported)
      // Of a listed issuer that is listed no more, nothing is kept.
      else this.#imported?.add(exported)
    }
  }

  close(): void {
    this.#closed = true
    for (const { keys } of this.#listed.values()) keys.close()
    this.#pool?.close()
    this.#imported?.clear()
  }

  /** Asks the function each time, so that an issuer it no longer trusts is out at once. */
  async #ask(trustedIssuer: TrustedIssuer, identifier: string): Promise<Issuer | undefined> {
    const { issuerDefaults } = this.#options
    try {
      const profile = await askTrustedIssuer(trustedIssuer, identifier, issuerDefaults)
      this.#assertOpen()
      return profile && this.#pool?.hold(profile)
    } catch (cause) {
      // Also where it returned options that are wrong: no client is to blame for them.
      if (cause instanceof DependencyError) throw cause
      throw new DependencyError('The trusted issuers cannot be looked up', { cause })
    }
  }

  /** Makes the keys of an issuer that the function has vouched for. */
  #keySource(profile: IssuerProfile): KeySource {
    const keys = keySourceOf(profile, this.#options, IDLE_AFTER)
    const imported = this.#imported?.take(profile.issuer)
    if (imported) keys.restore(imported)
    return keys
  }

  #held(): readonly Issuer[] {
    return [...this.#listed.values(), ...(this.#pool?.issuers() ?? [])]
  }

  #assertOpen(): void {
    if (this.#closed) throw new DependencyError('The verifier was closed')
  }
}
