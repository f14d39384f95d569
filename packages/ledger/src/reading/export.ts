import type { LedgerContext } from '../context.js'
import type { UseFilter } from '../ledger-types.js'
import type { Use } from '../use.js'
import { headOf, LONGEST, placeIn, readStretch } from './line.js'

/** Uses that are in memory at a time, of each export. */
const PAGE = 500

/**
 * Gives all uses that a checked filter lets through and that were recorded when the first one was asked for,
 * the oldest first. The next page is read once all of the one before were taken.
 */
export async function* oldestFirst(
  context: LedgerContext,
  filter: UseFilter,
  closed: AbortSignal,
): AsyncGenerator<Use, undefined, undefined> {
  const head = await headOf(context, filter)
  if (!head) return
  let above = 0
  for (;;) {
    // What was exported so far must not be taken for everything.
    if (closed.aborted) throw new Error('the ledger was closed before everything was exported')
    const uses = await readStretch(context, {
      filter,
      chain: head.chain,
      above,
      upTo: head.number,
      order: 'oldest first',
      limit: PAGE,
      timeout: LONGEST,
    })
    yield* uses
    const last = uses.at(-1)
    if (!last || uses.length < PAGE) return
    above = placeIn(head.chain, last).number
  }
}

/** One JSON text a use, each with a line feed at its end. */
export async function* lines(
  uses: AsyncIterable<Use>,
): AsyncGenerator<string, undefined, undefined> {
  for await (const use of uses) yield `${JSON.stringify(use)}\n`
}
