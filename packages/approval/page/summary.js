// What it came to, once access is over.
import { get } from './api.js'
import { serverTime } from './clock.js'
import { fill, h } from './dom.js'
import { facts, foreign } from './parts.js'
import { reasonWords } from './reasons.js'
import { counted, moment } from './time.js'

/** @import { SummaryView } from '../src/owner/api-types.js' */

const PAUSE = 1_500

/** @param {string} id */
export function summaryView(id) {
  const node = h('section', { class: 'sheet summary' })
  node.hidden = true
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pending

  const load = async () => {
    pending = undefined
    /** @type {SummaryView | undefined} */
    const summary = await get(`approvals/${encodeURIComponent(id)}/summary`).catch(() => undefined)
    if (!summary) return
    node.hidden = false
    fill(
      node,
      h('h2', null, 'In the end'),
      h('p', { class: 'lead' }, sentence(summary)),
      rows(summary),
    )
  }
  return {
    node,
    /** Fetches it: at once, but of many uses in a row the last one only. */
    refresh() {
      if (pending !== undefined) return
      if (node.hidden) void load()
      pending = setTimeout(() => void load(), PAUSE)
    },
  }
}

/** @param {SummaryView} summary */
function sentence({ uses, accepted, refused }) {
  if (uses === 0) return 'It was never used.'
  const parts = [
    accepted > 0 ? `let in ${accepted === 1 ? 'once' : `${accepted.toLocaleString()} times`}` : '',
    refused > 0 ? `refused ${refused === 1 ? 'once' : `${refused.toLocaleString()} times`}` : '',
  ]
  return `The application was ${parts.filter(Boolean).join(', and ')}.`
}

/** @param {SummaryView} summary */
function rows({ uses, first, last, routes, refusals }) {
  const now = serverTime()
  return facts([
    ['Uses', uses > 0 && String(uses)],
    ['First', first === undefined ? undefined : moment(first, now)],
    ['Last', last === undefined ? undefined : moment(last, now)],
    [
      'What it asked for',
      routes.length > 0 &&
        bareList(routes, ({ method, route, uses: count }) => [
          h('code', null, foreign([method, route].filter(Boolean).join(' ') || 'unnamed')),
          ` ${counted(count, 'time')}`,
        ]),
    ],
    [
      'Why it was refused',
      refusals.length > 0 &&
        bareList(refusals, ({ reason, uses: count }) => [
          foreign(`${reasonWords(reason)}: ${counted(count, 'time')}`),
        ]),
    ],
  ])
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => import('./dom.js').Child[]} view
 */
function bareList(items, view) {
  return h(
    'ul',
    { class: 'bare' },
    items.map((item) => h('li', null, view(item))),
  )
}
