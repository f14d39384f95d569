import type { Field, FieldPolicy } from '../fields.js'
import type {
  FollowOptions,
  Owner,
  OwnerView,
  Page,
  PageOptions,
  Summary,
  UseFilter,
} from '../ledger-types.js'
import type { Use } from '../use.js'
import { assertMembers, assertText, checkFilter } from './check-filter.js'
import { lines } from './export.js'
import { hiddenFields, shared } from './shared-use.js'
import type { LedgerReader } from './use-reader.js'

type OwnerFilter = Omit<UseFilter, 'issuer' | 'subject' | 'tokenId' | 'grant'>

/** What an owner may ask for; of these, a field only if it is shared: the answer would tell what it is. */
const OWNER_FILTERS = ['client', 'approval', 'service', 'decision', 'notable', 'from', 'to']

/** Shows the uses of one owner, and of those what is shared. Throws a ConfigError if it is none. */
export function ownerView(reader: LedgerReader, owner: Owner, fields: FieldPolicy): OwnerView {
  const { issuer, subject } = assertMembers('owner', owner, ['issuer', 'subject'])
  assertText('owner.issuer', issuer)
  assertText('owner.subject', subject)
  return new View(reader, { issuer, subject }, hiddenFields(fields))
}

class View implements OwnerView {
  readonly #reader: LedgerReader
  readonly #owner: Owner
  readonly #hidden: ReadonlySet<Field>

  constructor(reader: LedgerReader, owner: Owner, hidden: ReadonlySet<Field>) {
    this.#reader = reader
    this.#owner = owner
    this.#hidden = hidden
  }

  async uses(filter?: OwnerFilter, options?: PageOptions): Promise<Page> {
    const { uses, next } = await this.#reader.uses(this.#own(filter), options)
    return { uses: uses.map((use) => shared(use, this.#hidden)), next }
  }

  async summary(filter?: OwnerFilter): Promise<Summary> {
    return this.#reader.summary(this.#own(filter), this.#hidden)
  }

  follow(filter?: OwnerFilter, options?: FollowOptions): AsyncIterableIterator<Use> {
    const uses = this.#reader.followChain(this.#own(filter), options)
    return sharedUses(uses, this.#hidden)
  }

  export(filter?: OwnerFilter): AsyncIterableIterator<string> {
    return lines(sharedUses(this.#reader.oldestFirst(this.#own(filter)), this.#hidden))
  }

  #own(filter: OwnerFilter | undefined): UseFilter {
    const isHidden = (name: string): boolean => this.#hidden.has(name as Field)
    const allowed = OWNER_FILTERS.filter((name) => !isHidden(name))
    // The owner comes last: whatever is in front of it, these are the uses.
    return { ...checkFilter(filter, allowed), ...this.#owner }
  }
}

/** The same iterator, of what is shared: ending this one ends that one, while it waits as well. */
function sharedUses(
  uses: AsyncIterableIterator<Use>,
  hidden: ReadonlySet<Field>,
): AsyncIterableIterator<Use> {
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const result = await uses.next()
      return result.done === true ? result : { done: false, value: shared(result.value, hidden) }
    },
    async return() {
      await uses.return?.()
      return { done: true, value: undefined }
    },
  }
}
