/**
 * What is needed for minutes, shared by all instances, and gone by itself: requests that wait, what the
 * provider has under way, sessions, challenges, codes, counts.
 *
 * Keys, and members of sets, are 1 to 512 visible ASCII characters, without anything secret in them; values
 * are well-formed text of at most 262 144 bytes; times to live are whole seconds, 1 to 31 536 000. Whatever is
 * none of these is a TypeError. A key is that of a value, of a count, or of a set, and of one of them only.
 *
 * Each method is one step for all instances, and for each of several keys. It rejects with a DependencyError
 * where the store cannot be asked, has no room, or may not have done it.
 */
export interface ApprovalState {
  /** The values, in the order of the keys; `undefined` where there is none, or its time is over. */
  get(keys: readonly string[]): Promise<readonly (string | undefined)[]>
  /** Puts a value in place of what is there. */
  set(key: string, value: string, ttl: number): Promise<void>
  /** Puts a value where there is none: of many who do so at once one gets `true`. */
  add(key: string, value: string, ttl: number): Promise<boolean>
  /** Reads and removes: of many who do so at once one gets the value. */
  take(key: string): Promise<string | undefined>
  remove(keys: readonly string[]): Promise<void>
  /** Counts, and gives the count. The first one opens a window of `ttl`, at whose end it begins anew. */
  count(key: string, ttl: number): Promise<Counted>
  /** Puts a member into a set, which lives as long as the longest ttl of its members; at most 1 000 of them. */
  link(set: string, member: string, ttl: number): Promise<void>
  /** The members of a set; a member may be of something that is gone. */
  linked(set: string): Promise<readonly string[]>
}

export interface Counted {
  readonly count: number
  /** Seconds until the window ends, at least 1. */
  readonly resetsIn: number
}
