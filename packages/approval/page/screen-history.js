// What has happened to the owner's security, the newest first.
import { get } from './api.js'
import { serverTime } from './clock.js'
import { button, fill, h } from './dom.js'
import { attempt, errorPlace, foreign } from './parts.js'
import { clockTime, dayName } from './time.js'
import { HISTORY } from './words.js'

/** @import { HistoryView } from '../src/owner/api-types.js' */
/** @import { Screen } from './router.js' */

const ALARMING = new Set(['device_suspicious', 'number_mismatch'])

/** @returns {Promise<Screen>} */
export async function historyScreen() {
  const days = h('div', { class: 'history' })
  const place = h('div', { class: 'actions' })
  const error = errorPlace()
  let lastDay = ''
  /** @type {HTMLElement | undefined} */
  let list
  /** @type {string | undefined} */
  let next

  const load = async () => {
    const before = next === undefined ? '' : `?before=${encodeURIComponent(next)}`
    /** @type {HistoryView} */
    const page = await get(`history${before}`)
    for (const event of page.events) {
      const day = dayName(event.at, serverTime())
      if (!list || day !== lastDay) {
        list = h('ol')
        days.append(h('section', null, h('h2', null, day), list))
        lastDay = day
      }
      list.append(eventView(event))
    }
    next = page.next
    fill(place, next !== undefined && more)
  }
  const more = button('Show earlier', 'secondary', () => void attempt(more, error, load))
  await load()
  if (!list) days.append(h('p', { class: 'empty' }, 'Nothing yet.'))
  const node = h('div', null, h('h1', { tabindex: -1 }, 'History'), days, error, place)
  return { title: 'History', node }
}

/** @param {HistoryView['events'][number]} event */
function eventView({ at, kind, device, client, approvalId, detail, network }) {
  const about = [...new Set([client, detail, device, network])].filter(
    (part) => part !== undefined && part !== '',
  )
  const text = HISTORY[kind] ?? kind.replaceAll('_', ' ')
  return h(
    'li',
    { class: ALARMING.has(kind) ? 'event alarming' : 'event' },
    h('time', { datetime: new Date(at).toISOString() }, clockTime(at)),
    h(
      'div',
      null,
      h(
        'p',
        null,
        approvalId === undefined
          ? text
          : h('a', { href: `approvals/${encodeURIComponent(approvalId)}` }, text),
      ),
      about.length > 0 && h('p', { class: 'hint' }, foreign(about.join(' · '))),
    ),
  )
}
