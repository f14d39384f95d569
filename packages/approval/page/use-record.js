// The uses of one approval that this page knows of: each once, the newest first.
import { get } from './api.js'

/** @import { UsesView, UseView } from '../src/owner/api-types.js' */

/** More than this is not kept on a phone: the rest is in the download. */
const MOST = 2_000
const MOST_PAGES = 20

/** @param {string} id */
export function useRecord(id) {
  /** @type {Map<number, UseView>} */
  const known = new Map()
  /** @type {string | undefined} */
  let next
  const path = `approvals/${encodeURIComponent(id)}/uses`

  /** @param {string | undefined} cursor */
  const fetchPage = async (cursor) => {
    /** @type {UsesView} */
    const page = await get(
      cursor === undefined ? path : `${path}?cursor=${encodeURIComponent(cursor)}`,
    )
    return page
  }
  /** @param {readonly UseView[]} uses */
  const add = (uses) => {
    const news = uses.filter(({ sequence }) => !known.has(sequence))
    for (const use of news) known.set(use.sequence, use)
    const oldest = [...known.keys()].toSorted((a, b) => a - b)
    for (const sequence of oldest.slice(0, Math.max(0, oldest.length - MOST)))
      known.delete(sequence)
    return news.length > 0
  }

  return {
    /** Adds those that are new. `false`: there was none. */
    add,
    /** @returns {readonly UseView[]} */
    uses: () => [...known.values()].toSorted((a, b) => b.sequence - a.sequence),
    hasMore: () => next !== undefined && known.size < MOST,
    /** Fetches the next page, the newest first. */
    async more() {
      const page = await fetchPage(next)
      next = page.next
      add(page.uses)
    },
    /** Fetches what came while there was no connection, page by page, until it meets what is known. */
    async catchUp() {
      const newest = Math.max(0, ...known.keys())
      let page = await fetchPage(undefined)
      add(page.uses)
      for (let count = 1; count < MOST_PAGES && page.next !== undefined; count += 1) {
        if (newest === 0 || page.uses.some(({ sequence }) => sequence <= newest)) return
        page = await fetchPage(page.next)
        add(page.uses)
      }
    },
  }
}
