import { ConfigError } from '@countersign/core'
import type { LedgerContext } from '../context.js'
import type { Field } from '../fields.js'
import type {
  FollowOptions,
  Page,
  PageOptions,
  Summary,
  UseFilter,
  UseReader,
} from '../ledger-types.js'
import type { Use } from '../use.js'
import { assertMembers, checkFilter } from './check-filter.js'
import { lines, oldestFirst } from './export.js'
import { Feed } from './feed.js'
import { Follower } from './follower.js'
import { readPage } from './pages.js'
import { readSummary } from './summary.js'

/** Reads everything; what stands here beside the methods of a {@link UseReader} is for the owner's view. */
export interface LedgerReader extends UseReader<UseFilter> {
  /** Uses are not told apart by fields that are hidden. */
  summary(filter?: UseFilter, hidden?: ReadonlySet<Field>): Promise<Summary>
  /** As `follow`, behind a `sequence` of the subject that the filter names. */
  followChain(filter: UseFilter, options?: FollowOptions): AsyncIterableIterator<Use>
  /** As `export`, the uses themselves. */
  oldestFirst(filter?: UseFilter): AsyncGenerator<Use, undefined, undefined>
  /** Ends all feeds, and fails the exports that are not at their end. The database stays open. */
  close(): void
}

export function useReader(context: LedgerContext): LedgerReader {
  return new Reader(context)
}

class Reader implements LedgerReader {
  readonly #context: LedgerContext
  readonly #feed: Feed
  readonly #closed = new AbortController()
  readonly #followers = new Set<Follower>()

  constructor(context: LedgerContext) {
    this.#context = context
    this.#feed = new Feed(context)
  }

  async uses(filter?: UseFilter, options?: PageOptions): Promise<Page> {
    return readPage(this.#context, checkFilter(filter), options)
  }

  async summary(filter?: UseFilter, hidden: ReadonlySet<Field> = new Set()): Promise<Summary> {
    return readSummary(this.#context, checkFilter(filter), hidden)
  }

  follow(filter?: UseFilter, options?: FollowOptions): AsyncIterableIterator<Use> {
    const { after, signal } = checkFollow(options)
    return this.#follow(checkFilter(filter), { after }, signal)
  }

  followChain(filter: UseFilter, options?: FollowOptions): AsyncIterableIterator<Use> {
    const { after, signal } = checkFollow(options)
    return this.#follow(checkFilter(filter), { afterSequence: after }, signal)
  }

  export(filter?: UseFilter): AsyncIterableIterator<string> {
    return lines(this.oldestFirst(filter))
  }

  oldestFirst(filter?: UseFilter): AsyncGenerator<Use, undefined, undefined> {
    return oldestFirst(this.#context, checkFilter(filter), this.#closed.signal)
  }

  close(): void {
    this.#closed.abort()
    for (const follower of this.#followers) follower.end()
  }

  #follow(
    filter: UseFilter,
    beginning: { after?: number | undefined; afterSequence?: number | undefined },
    signal: AbortSignal | undefined,
  ): Follower {
    const end = (): void => follower.end()
    const follower = new Follower(this.#context, this.#feed, filter, beginning, () => {
      this.#followers.delete(follower)
      signal?.removeEventListener('abort', end)
    })
    this.#followers.add(follower)
    signal?.addEventListener('abort', end)
    if (signal?.aborted === true || this.#closed.signal.aborted) end()
    return follower
  }
}

function checkFollow(options: FollowOptions = {}): FollowOptions {
  const { after, signal } = assertMembers('options', options, ['after', 'signal'])
  const isPlace = Number.isSafeInteger(after) && Number(after) >= 0
  if (after !== undefined && !isPlace) {
    throw new ConfigError('after', 'must be a whole number from 0')
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ConfigError('signal', 'must be an AbortSignal')
  }
  return options
}
