import { RevocationEntries, type RevocationEntry } from '@countersign/core/revocation'
import type { Bookmark, SharedRevocations } from './shared-revocations.js'

/** How many entries are looked at in one go, and how many of them are enough to go on with. */
const LOOKED_AT = 4_096
const WRITTEN = 256

/** Reads everything that Redis knows, page by page, and finds out what it does not know. */
export class Loading {
  readonly #shared: SharedRevocations
  readonly #known: RevocationEntries
  /** What Redis has; `undefined` where nothing was known before that it could be without. */
  readonly #there: RevocationEntries | undefined
  readonly #now: () => number
  #bookmark: Bookmark | undefined

  constructor(
    shared: SharedRevocations,
    known: RevocationEntries,
    maxEntries: number,
    now: () => number,
  ) {
    this.#shared = shared
    this.#known = known
    this.#there = known.size > 0 ? new RevocationEntries(maxEntries) : undefined
    this.#now = now
  }

  /** Reads a page; returns whether it was the last one. */
  async next(): Promise<boolean> {
    const { entries, end } = await this.#shared.page(this.#bookmark)
    this.note(entries)
    const now = this.#now()
    for (const entry of entries) this.#known.hold(entry, now)
    if (end) this.#bookmark = end
    return end === undefined
  }

  /** Redis has these, too. */
  note(entries: readonly RevocationEntry[]): void {
    const now = this.#now()
    if (this.#there) for (const entry of entries) this.#there.hold(entry, now)
  }

  /** What is known here, and not there; a list now and then, so that it can be looked for bit by bit. */
  *missing(): Generator<readonly RevocationEntry[]> {
    const there = this.#there
    if (!there) return
    let missing: RevocationEntry[] = []
    let looked = 0
    for (const entries of this.#known.lists(this.#now)) {
      missing.push(...entries.filter((entry) => !there.covers(entry)))
      looked += entries.length
      if (looked < LOOKED_AT && missing.length < WRITTEN) continue
      yield missing
      missing = []
      looked = 0
    }
    yield missing
  }
}
