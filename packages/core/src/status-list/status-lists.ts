import { setMaxListeners } from 'node:events'
import { LRUCache } from 'lru-cache'
import { STATUS, type StatusMessage } from '../channels.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import type { StatusSigner } from '../config/resolve-status-list.js'
import { DependencyError } from '../errors.js'
import type { KeySource } from '../keys/key-source.js'
import { fetchListToken } from './fetch-list-token.js'
import { HeldList } from './held-list.js'
import { type ListToken, readListToken } from './list-token.js'
import { SignerKeys } from './signer-keys.js'
import type { StatusReference } from './status-claim.js'
import type { StatusList } from './status-list.js'

/** Seconds for one fetch, body included. */
const TIMEOUT = 5

/** How many lists are fetched at a time: the tokens of one issuer may name any number of them. */
const MOST_LOADING = 32

/** Of those, how many of one issuer where there are several: none may keep the others from theirs. */
const MOST_LOADING_OF_ONE = 16

/** How many of the largest lists all of them together may take. */
const LARGEST_KEPT = 16

/** What is held of a list beside its statuses, about. */
const BYTES_BESIDE = 1_000

/** Of a list token, beside the list in it. */
const TOKEN_BYTES_BESIDE = 16_384

interface Loading {
  readonly held: HeldList
  readonly issuer: string
  /** Never rejects: how it ended is kept with the list. */
  readonly ended: Promise<void>
}

/**
 * The status lists that tokens name, by issuer and URI. Bounded.
 *
 * A list is fetched for the first token that names it, and again for the first one after its `ttl`;
 * others wait for the same fetch. Where that fails, the list goes on until its `exp`.
 */
export class StatusLists {
  readonly #config: ResolvedOptions
  readonly #now: () => number
  readonly #signers: SignerKeys
  readonly #held: LRUCache<string, HeldList>
  readonly #loading = new Map<string, Loading>()
  readonly #closed = new AbortController()

  /** `now`: seconds since the epoch. Throws a ConfigError for keys of a signer that are of no use. */
  constructor(config: ResolvedOptions, now: () => number) {
    this.#config = config
    this.#now = now
    // Each fetch listens once, and Node warns of more than ten.
    setMaxListeners(MOST_LOADING, this.#closed.signal)
    this.#signers = new SignerKeys(config)
    for (const { statusList } of config.issuers) {
      if (statusList?.signer) this.#signers.of(statusList.signer)
    }
    const { statusLists: max, statusListBytes } = config.limits
    this.#held = new LRUCache({ max, maxSize: LARGEST_KEPT * (statusListBytes + BYTES_BESIDE) })
  }

  /**
   * The list that a token names. At once where a fresh one is held. Throws, or rejects with, Refused
   * where it is of no use, or a DependencyError where it cannot be had.
   */
  find(reference: StatusReference): StatusList | Promise<StatusList> {
    const now = this.#now()
    const held = this.#heldFor(reference)
    const fresh = held.fresh(now)
    if (fresh) return fresh
    return held.retryIn(now) > 0 ? this.#without(held, now) : this.#afterLoading(reference, held)
  }

  /** The list as it was seen last, however long ago. */
  lastKnown(reference: StatusReference): StatusList | undefined {
    return this.#heldFor(reference).lastKnown
  }

  /** Tells `countersign:status`. */
  tell(event: StatusMessage['event'], { issuer, uri }: StatusReference, cause?: unknown): void {
    if (!STATUS.hasSubscribers) return
    const { origin, pathname } = new URL(uri)
    const error = cause instanceof Error ? cause.message : undefined
    STATUS.publish({ event, issuer: issuer.profile.issuer, list: `${origin}${pathname}`, error })
  }

  close(): void {
    this.#closed.abort(new Error('the verifier was closed'))
    this.#signers.close()
    this.#held.clear()
  }

  #heldFor({ name, issuer, options }: StatusReference): HeldList {
    const keys = options.signer ? this.#keysOf(options.signer) : issuer.keys
    const known = this.#held.get(name) ?? this.#loading.get(name)?.held
    return known?.keys === keys ? known : new HeldList(keys, options.ttl)
  }

  #keysOf(signer: StatusSigner): KeySource {
    try {
      return this.#signers.of(signer)
    } catch (cause) {
      // Options of a trusted-issuer function: no client is to blame for them.
      throw new DependencyError('The keys of the status lists are of no use', { cause })
    }
  }

  /** What there is while no newer list can be had. */
  #without(held: HeldList, now: number): StatusList {
    const list = held.good(now)
    if (list) return list
    throw held.failure(now)
  }

  async #afterLoading(reference: StatusReference, held: HeldList): Promise<StatusList> {
    await this.#loadingOf(reference, held)?.ended
    const now = this.#now()
    return held.fresh(now) ?? this.#without(held, now)
  }

  /** The fetch that is under way, or a new one; `undefined`: there are too many already. */
  #loadingOf(reference: StatusReference, held: HeldList): Loading | undefined {
    const { name } = reference
    const { issuer } = reference.issuer.profile
    const known = this.#loading.get(name)
    if (known?.held === held) return known
    if (!this.#hasRoomFor(issuer)) return undefined
    const ended = this.#load(reference, held).finally(() => {
      if (this.#loading.get(name) === loading) this.#loading.delete(name)
    })
    const loading = { held, issuer, ended }
    this.#loading.set(name, loading)
    return loading
  }

  #hasRoomFor(issuer: string): boolean {
    if (this.#loading.size >= MOST_LOADING) return false
    const { issuers, trustedIssuer } = this.#config
    if (!trustedIssuer && issuers.length === 1) return true
    const own = [...this.#loading.values()].filter((one) => one.issuer === issuer)
    return own.length < MOST_LOADING_OF_ONE
  }

  async #load(reference: StatusReference, held: HeldList): Promise<void> {
    try {
      const token = await this.#fetch(reference, held)
      held.succeeded(token, this.#now())
      this.tell('loaded', reference)
    } catch (error) {
      held.failed(error, this.#now())
      this.tell('failed', reference, error)
    }
    if (this.#closed.signal.aborted) return
    // To set it again would not change its size.
    this.#held.delete(reference.name)
    const size = BYTES_BESIDE + (held.lastKnown?.size ?? 0)
    this.#held.set(reference.name, held, { size })
  }

  async #fetch({ uri, issuer, options }: StatusReference, { keys }: HeldList): Promise<ListToken> {
    const { fetch, limits, clockTolerance } = this.#config
    const text = await fetchListToken(uri, {
      fetch,
      // Base64url in base64url, and a compression that may have gained nothing.
      maxBytes: Math.ceil((limits.statusListBytes * 16) / 9) + TOKEN_BYTES_BESIDE,
      timeout: TIMEOUT,
      signal: this.#closed.signal,
    })
    const { issuer: identifier, algorithms } = issuer.profile
    return readListToken(text, {
      uri,
      issuer: options.signer?.issuer ?? identifier,
      keys,
      algorithms,
      clockTolerance,
      maxBytes: limits.statusListBytes,
      now: this.#now,
    })
  }
}
