import { ConfigError } from '@countersign/core'
import type { LedgerContext } from '../context.js'
import type { Page, PageOptions, UseFilter } from '../ledger-types.js'
import { assertMembers } from './check-filter.js'
import { cursorText, readCursor } from './cursor.js'
import { headOf, placeIn, readStretch } from './line.js'

/** Reads a page of checked filters, the newest first. */
export async function readPage(
  context: LedgerContext,
  filter: UseFilter,
  options: PageOptions = {},
): Promise<Page> {
  const { limit = 50, cursor } = assertMembers('options', options, ['limit', 'cursor'])
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new ConfigError('limit', 'must be a whole number from 1 to 1000')
  }
  const behind = cursor === undefined ? undefined : readCursor(filter, cursor)
  const head = await headOf(context, filter)
  if (!head) return { uses: [], next: undefined }
  // One more than asked for, to know whether there are any.
  const found = await readStretch(context, {
    filter,
    chain: head.chain,
    upTo: behind === undefined ? head.number : behind - 1,
    order: 'newest first',
    limit: limit + 1,
  })
  const uses = found.slice(0, limit)
  const last = uses.at(-1)
  if (found.length <= limit || !last) return { uses, next: undefined }
  return { uses, next: cursorText(filter, placeIn(head.chain, last).number) }
}
