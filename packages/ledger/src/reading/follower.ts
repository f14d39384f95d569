import type { LedgerContext } from '../context.js'
import type { UseFilter } from '../ledger-types.js'
import type { Use } from '../use.js'
import type { Feed } from './feed.js'
import { headOf, lineOf, LONGEST, placeIn, readStretch, type Place } from './line.js'
import { pauseAfter } from './pause.js'

/** Uses that are in memory at a time, of each follower. */
const PAGE = 100

type Result = IteratorResult<Use, undefined>

const DONE: Result = { done: true, value: undefined }

/** Where a feed begins; without either: with what comes from now on. */
export interface Beginning {
  /** Behind a position. */
  readonly after?: number | undefined
  /** Behind a place in the chain of the filter's subject. */
  readonly afterSequence?: number | undefined
}

/** Somebody who takes one use after the other as they are recorded. */
export class Follower implements AsyncIterableIterator<Use> {
  readonly #context: LedgerContext
  readonly #feed: Feed
  readonly #filter: UseFilter
  readonly #beginning: Beginning
  readonly #onEnd: () => void
  /** How far it has read. Of a subject without uses there is no chain yet. */
  #place: Place = { chain: -1, number: 0 }
  #page: Iterator<Use> = [].values()
  /** The call of `next` before: they are answered in their order. */
  #turn: Promise<unknown>
  #wake: (() => void) | undefined
  /** Whoever waits for an answer of `next`. */
  readonly #asking = new Set<(result: Result) => void>()
  #hasJoined = false
  #hasEnded = false

  constructor(
    context: LedgerContext,
    feed: Feed,
    filter: UseFilter,
    beginning: Beginning,
    onEnd: () => void,
  ) {
    this.#context = context
    this.#feed = feed
    this.#filter = filter
    this.#beginning = beginning
    this.#onEnd = onEnd
    // At once, and not when the first use is asked for: what is recorded in between is news as well.
    this.#turn = this.#begin()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<Result> {
    if (this.#hasEnded) return DONE
    return new Promise((resolve) => {
      this.#asking.add(resolve)
      this.#turn = this.#answer(this.#turn, resolve)
    })
  }

  async return(): Promise<Result> {
    this.end()
    return DONE
  }

  /** Whoever waits learns at once that there is nothing more, even if the database does not answer. */
  end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#page = [].values()
    for (const resolve of this.#asking) resolve(DONE)
    this.#wake?.()
    if (this.#hasJoined) this.#feed.leave()
    this.#onEnd()
  }

  async #answer(before: Promise<unknown>, resolve: (result: Result) => void): Promise<void> {
    await before
    resolve(await this.#next())
    this.#asking.delete(resolve)
  }

  async #next(): Promise<Result> {
    const line = lineOf(this.#filter)
    while (!this.#hasEnded) {
      const { done, value } = this.#page.next()
      if (done !== true) return { done: false, value }
      const uses = await this.#insist(async () => this.#read())
      if (this.#hasEnded) break
      if (uses && uses.length > 0) this.#page = uses.values()
      else await this.#sleep((wake) => this.#feed.onNews(line, this.#place, wake))
    }
    return DONE
  }

  async #begin(): Promise<void> {
    this.#place = (await this.#insist(async () => this.#firstPlace())) ?? this.#place
    if (this.#hasEnded) return
    this.#hasJoined = true
    this.#feed.join()
  }

  async #firstPlace(): Promise<Place> {
    const { after, afterSequence } = this.#beginning
    const head = await headOf(this.#context, this.#filter)
    if (!head) return this.#place
    if (afterSequence !== undefined) {
      // A number that is not reached yet was one in a chain that is gone.
      const number = afterSequence > head.number ? 0 : afterSequence
      return { chain: head.chain, number }
    }
    if (after === undefined) return head
    if (head.chain === 0) return { chain: 0, number: after }
    const [last] = await readStretch(this.#context, {
      filter: ownerOf(this.#filter),
      chain: head.chain,
      upToPosition: after,
      order: 'newest first',
      limit: 1,
    })
    return last ? placeIn(head.chain, last) : { chain: head.chain, number: 0 }
  }

  async #read(): Promise<readonly Use[]> {
    const head = await headOf(this.#context, this.#filter)
    if (!head) return []
    // The subject is new, or was erased and has come back.
    if (this.#place.chain !== head.chain) {
      this.#place = { chain: head.chain, number: 0 }
    }
    const { number } = this.#place
    if (head.number <= number) return []
    const uses = await readStretch(this.#context, {
      filter: this.#filter,
      chain: head.chain,
      above: number,
      upTo: head.number,
      order: 'oldest first',
      limit: PAGE,
      timeout: LONGEST,
    })
    const last = uses.at(-1)
    this.#place = last && uses.length === PAGE ? placeIn(head.chain, last) : head
    return uses
  }

  /** Tries until it succeeds, or nobody wants it any more: a database that is away is no news. */
  async #insist<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 1; !this.#hasEnded; failures++) {
      try {
        return await work()
      } catch {
        await this.#sleep((wake) => {
          const timer = setTimeout(wake, pauseAfter(failures))
          return () => clearTimeout(timer)
        })
      }
    }
    return undefined
  }

  /** Waits until it is woken, or ended. */
  async #sleep(begin: (wake: () => void) => () => void): Promise<void> {
    if (this.#hasEnded) return
    let stop: (() => void) | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      stop = begin(resolve)
    })
    this.#wake = undefined
    stop?.()
  }
}

/** The place is looked for among all uses of the subject, or it might be far behind. */
function ownerOf({ issuer, subject }: UseFilter): UseFilter {
  return { ...(issuer !== undefined && { issuer }), ...(subject !== undefined && { subject }) }
}
