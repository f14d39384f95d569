import { ConfigError } from '@countersign/core'
import type { ApprovalState, Counted } from './approval-state.js'
import { ExpiringEntries, type Entry } from './expiring-entries.js'
import { assertKey, assertTtl, assertValue, MOST_MEMBERS } from './limits.js'

/** Options of {@link memoryApprovalState}. */
export interface MemoryApprovalStateOptions {
  /** Most entries, members of sets among them, 1 000 to 10 000 000. Default 200 000. */
  readonly maxEntries?: number
}

const FEWEST = 1_000
const MOST = 10_000_000

/**
 * Makes a state in the memory of this process. A restart forgets all requests that wait; other processes
 * know nothing of it: there, take `redisApprovalState` of `@countersign/redis`.
 *
 * Bounded: when there are `maxEntries` whose time is not over, what would need a new one rejects, a 503.
 * None is forgotten to make room, so nobody can push out what somebody has decided. Throws a ConfigError.
 */
export function memoryApprovalState(options: MemoryApprovalStateOptions = {}): ApprovalState {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigError('options', 'must be an object')
  }
  const { maxEntries = 200_000, ...others } = options
  for (const name of Object.keys(others)) {
    throw new ConfigError(name, 'is not an option; there is maxEntries')
  }
  if (!Number.isInteger(maxEntries) || maxEntries < FEWEST || maxEntries > MOST) {
    throw new ConfigError('maxEntries', `must be a whole number from ${FEWEST} to ${MOST}`)
  }
  return new MemoryState(maxEntries)
}

class MemoryState implements ApprovalState {
  readonly #entries: ExpiringEntries

  constructor(maxEntries: number) {
    this.#entries = new ExpiringEntries(maxEntries)
  }

  async get(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    keys.forEach(assertKey)
    return keys.map((key) => this.#find(key, 'value')?.value)
  }

  async set(key: string, value: string, ttl: number): Promise<void> {
    assertKey(key)
    assertValue(value)
    assertTtl(ttl)
    this.#entries.put(key, { kind: 'value', value, endsAt: endOf(ttl) })
  }

  async add(key: string, value: string, ttl: number): Promise<boolean> {
    assertKey(key)
    assertValue(value)
    assertTtl(ttl)
    if (this.#find(key, 'value')) return false
    this.#entries.put(key, { kind: 'value', value, endsAt: endOf(ttl) })
    return true
  }

  async take(key: string): Promise<string | undefined> {
    assertKey(key)
    const entry = this.#find(key, 'value')
    this.#entries.delete(key)
    return entry?.value
  }

  async remove(keys: readonly string[]): Promise<void> {
    keys.forEach(assertKey)
    for (const key of keys) this.#entries.delete(key)
  }

  async count(key: string, ttl: number): Promise<Counted> {
    assertKey(key)
    assertTtl(ttl)
    let entry = this.#find(key, 'count')
    if (!entry) {
      entry = { kind: 'count', count: 0, endsAt: endOf(ttl) }
      this.#entries.put(key, entry)
    }
    entry.count += 1
    const left = Math.ceil((entry.endsAt - Date.now()) / 1000)
    return { count: entry.count, resetsIn: Math.min(Math.max(left, 1), ttl) }
  }

  async link(set: string, member: string, ttl: number): Promise<void> {
    assertKey(set)
    assertKey(member)
    assertTtl(ttl)
    let entry = this.#find(set, 'set')
    if (!entry) {
      entry = { kind: 'set', members: new Map(), endsAt: endOf(ttl) }
      this.#entries.put(set, entry)
    }
    this.#dropEnded(entry.members)
    this.#entries.addMember(entry.members, member, endOf(ttl))
    if (entry.members.size > MOST_MEMBERS) {
      this.#entries.removeMember(entry.members, soonest(entry.members))
    }
    entry.endsAt = Math.max(entry.endsAt, endOf(ttl))
  }

  async linked(set: string): Promise<readonly string[]> {
    assertKey(set)
    const entry = this.#find(set, 'set')
    if (!entry) return []
    this.#dropEnded(entry.members)
    return [...entry.members.keys()]
  }

  #dropEnded(members: Map<string, number>): void {
    const now = Date.now()
    for (const [member, endsAt] of members) {
      if (endsAt <= now) this.#entries.removeMember(members, member)
    }
  }

  #find<K extends Entry['kind']>(key: string, kind: K): Extract<Entry, { kind: K }> | undefined {
    const entry = this.#entries.find(key)
    if (entry === undefined || isOf(entry, kind)) return entry
    throw new TypeError(
      'a key is that of a value, of a count, or of a set, and of one of them only',
    )
  }
}

function isOf<K extends Entry['kind']>(
  entry: Entry,
  kind: K,
): entry is Extract<Entry, { kind: K }> {
  return entry.kind === kind
}

function endOf(ttl: number): number {
  return Date.now() + ttl * 1000
}

/** The member that ends first. */
function soonest(members: ReadonlyMap<string, number>): string {
  let [first = '', least = 0] = members.entries().next().value ?? []
  for (const [member, endsAt] of members) {
    if (endsAt < least) [first, least] = [member, endsAt]
  }
  return first
}
