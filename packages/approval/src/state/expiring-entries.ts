import { DependencyError } from '@countersign/core'

/** What is kept under a name: of one kind, until its time is over. */
export type Entry = { endsAt: number } & (
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'count'; count: number }
  | { readonly kind: 'set'; readonly members: Map<string, number> }
)

/** Milliseconds between two sweeps. A full store is swept more often, and still not at each call. */
const SWEEP_EVERY = 10_000
const SWEEP_WHEN_FULL = 1_000

/** Entries of a process, so many at most, of which nobody sees those whose time is over. */
export class ExpiringEntries {
  readonly #entries = new Map<string, Entry>()
  readonly #most: number
  /** Members of sets count, too, as those take as much memory. */
  #members = 0
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(most: number) {
    this.#most = most
  }

  find(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (!entry || entry.endsAt > Date.now()) return entry
    this.delete(key)
    return undefined
  }

  /** Throws a DependencyError where there is no room for a new one: nobody's decision is forgotten for it. */
  put(key: string, entry: Entry): void {
    if (!this.#entries.has(key)) this.#makeRoom()
    else this.delete(key)
    this.#entries.set(key, entry)
    if (entry.kind === 'set') this.#members += entry.members.size
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry?.kind === 'set') this.#members -= entry.members.size
    this.#entries.delete(key)
  }

  /** Throws as {@link put} does. */
  addMember(members: Map<string, number>, member: string, endsAt: number): void {
    const before = members.get(member)
    if (before === undefined) {
      this.#makeRoom()
      this.#members += 1
    }
    members.set(member, Math.max(endsAt, before ?? 0))
  }

  removeMember(members: Map<string, number>, member: string): void {
    if (members.delete(member)) this.#members -= 1
  }

  #makeRoom(): void {
    const isFull = this.#isFull()
    const now = Date.now()
    // Either way: a clock that was set back must not put it off.
    if (Math.abs(now - this.#sweptAt) < (isFull ? SWEEP_WHEN_FULL : SWEEP_EVERY)) {
      if (isFull) throw full()
      return
    }
    this.#sweptAt = now
    for (const [key, entry] of this.#entries) {
      if (entry.endsAt <= now) this.delete(key)
    }
    if (this.#isFull()) throw full()
  }

  #isFull(): boolean {
    return this.#entries.size + this.#members >= this.#most
  }
}

function full(): DependencyError {
  return new DependencyError('The approval state is full', { retryAfter: 10 })
}
