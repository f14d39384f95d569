import type { NewCount, Use } from './use.js'
import type { NotableKind } from './notable.js'

/** Whose uses: a subject means nothing without its issuer. */
export interface Owner {
  readonly issuer: string
  readonly subject: string
}

/** Which uses: all that satisfy every member. One that is there and `undefined` is refused. */
export interface UseFilter {
  readonly issuer?: string
  /** Needs `issuer`. */
  readonly subject?: string
  readonly client?: string
  /** The `jti` of a token; needs `issuer`. */
  readonly tokenId?: string
  readonly grant?: string
  readonly approval?: string
  readonly service?: string
  readonly decision?: 'accepted' | 'refused'
  /** Only those that are notable in one of these ways; `true`: in any. */
  readonly notable?: true | readonly NotableKind[]
  /** By when the request came: from this moment on. */
  readonly from?: Date
  /** By when the request came: before this moment. */
  readonly to?: Date
}

export interface PageOptions {
  /** Uses at most. Default 50, from 1 to 1 000. */
  readonly limit?: number | undefined
  /** `next` of the page before: goes on behind it. */
  readonly cursor?: string | undefined
}

/** The newest first. */
export interface Page {
  readonly uses: readonly Use[]
  /** Where the next page begins; `undefined`: this was the last one. */
  readonly next: string | undefined
}

/** How often, and when first and last. */
export interface Tally {
  readonly uses: number
  readonly accepted: number
  readonly refused: number
  readonly first: Date | undefined
  readonly last: Date | undefined
}

export interface Summary extends Tally {
  /** By UTC day, such as `2026-11-29`; the oldest first. */
  readonly days: readonly (Tally & { readonly day: string })[]
  /** The most used first, at most 100. */
  readonly clients: readonly (Tally & { readonly client: string | undefined })[]
  /** The most used first, at most 100. */
  readonly routes: readonly (Tally & {
    readonly method: string | undefined
    readonly route: string | undefined
  })[]
  /** Refused uses by reason, the most frequent first. */
  readonly refusals: readonly { readonly reason: string; readonly uses: number }[]
}

export interface FollowOptions {
  /** Begins behind this position; without it: with what comes from now on. */
  readonly after?: number | undefined
  /** Ends the feed. */
  readonly signal?: AbortSignal | undefined
}

/** Reads the record. */
export interface UseReader<Filter> {
  uses(filter?: Filter, options?: PageOptions): Promise<Page>
  summary(filter?: Filter): Promise<Summary>
  /** Tells each use as it is recorded, by whichever process, in order and none twice. */
  follow(filter?: Filter, options?: FollowOptions): AsyncIterableIterator<Use>
  /** One JSON text a use, each with a line feed at its end; the oldest first. For `Readable.from`. */
  export(filter?: Filter): AsyncIterableIterator<string>
}

/**
 * What the owner may see: their own uses, and of those the fields that are shared. Filters that go by a field
 * that is not are refused. `position` would tell how much everybody uses the service: it is the same as
 * `sequence` here, and `after` of a feed goes by it.
 */
export type OwnerView = UseReader<Omit<UseFilter, 'issuer' | 'subject' | 'tokenId' | 'grant'>>

/** The newest link of a chain: whoever has kept it can find out later whether it is still there. */
export interface Checkpoint {
  readonly chain: number
  readonly sequence: number
  /** Of the use at that place, base64url. */
  readonly hash: string
}

/** Uses that are not there any more, and a record that says why. */
export interface Gap {
  readonly kind: 'erasure' | 'retention'
  /** When it was done. */
  readonly at: Date
  readonly uses: number
  /** Of an erasure: the chain that was erased. */
  readonly chain: number | undefined
}

/** Something that cannot be explained. */
export interface Problem {
  /**
   * `changed`: not what was written. `removed`: uses are missing in front of this one, or behind the last one.
   * `reordered`: not where it was written. `added`: nobody wrote it here. `checkpoint`: a checkpoint is not
   * in its chain any more.
   */
  readonly kind: 'changed' | 'removed' | 'reordered' | 'added' | 'checkpoint'
  readonly issuer: string | undefined
  readonly subject: string | undefined
  readonly chain: number | undefined
  readonly sequence: number | undefined
  readonly position: number | undefined
  /** In words. */
  readonly detail: string
}

export interface Verification {
  /** Whether there is no problem. */
  readonly ok: boolean
  readonly uses: number
  readonly chains: number
  /** Of the uses, those from before there was a secret: whoever can write to the database may have made them up. */
  readonly unkeyed: number
  readonly gaps: readonly Gap[]
  /** At most 1 000. */
  readonly problems: readonly Problem[]
}

export interface VerifyOptions {
  /** One chain alone. What was removed from the record as a whole, chain and all, only a full check finds. */
  readonly owner?: Owner
  /** Kept from earlier: these have to be there still. */
  readonly checkpoints?: readonly Checkpoint[]
}

export interface LedgerHealth {
  /** `starting`: the database was not reached yet. `spooling`: uses wait on disk. */
  readonly state: 'starting' | 'recording' | 'spooling' | 'closed'
  /** Uses that wait in memory. */
  readonly waiting: number
  /** Uses that wait on disk. */
  readonly spooled: number
  /** Since the start of this process: uses that were written. */
  readonly written: number
  /** Uses that are gone. */
  readonly lost: number
  /** Refused uses that were counted and not recorded. */
  readonly suppressed: number
  readonly lastError: string | undefined
}

export interface Ledger extends UseReader<UseFilter> {
  /** Comes back once the database is there and up to date; rejects if it cannot be reached. */
  ready(): Promise<void>
  /** Comes back once everything that was told up to now is in the database; rejects where that fails. */
  flush(): Promise<void>
  health(): LedgerHealth
  /** What the owner may see. */
  owner(owner: Owner): OwnerView
  /** What was counted and not recorded, by hour. */
  counts(range?: { readonly from?: Date; readonly to?: Date }): Promise<readonly NewCount[]>
  /** The newest link of an owner's chain; `undefined` if there is none. */
  checkpoint(owner: Owner): Promise<Checkpoint | undefined>
  verify(options?: VerifyOptions): Promise<Verification>
  /** Removes everything about a subject, and leaves a record that so many uses were erased. */
  erase(owner: Owner): Promise<{ readonly uses: number }>
  /** Removes what was recorded before a moment, and leaves a record of it. */
  prune(options: { readonly before: Date }): Promise<{ readonly uses: number }>
  /** Writes what waits, to the database or to disk, and lets go of both. */
  close(): Promise<void>
}
