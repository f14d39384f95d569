// Who waits for an answer, who has access, and what was.
import { get } from './api.js'
import { itemList } from './approval-item.js'
import { button, fill, h, put } from './dom.js'
import { loadInbox, onInbox } from './inbox.js'
import { attempt, errorPlace } from './parts.js'
import { currentSession } from './session.js'

/** @import { ApprovalItem, ApprovalsView } from '../src/owner/api-types.js' */
/** @import { Screen, Visit } from './router.js' */

/**
 * @param {Visit} visit
 * @returns {Promise<Screen>}
 */
export async function homeScreen({ signal }) {
  await loadInbox()
  const waiting = h('section', { class: 'waiting' })
  const active = h('section')
  const past = pastSection()
  onInbox((view) => {
    keepFocus(() => {
      showWaiting(waiting, view.waiting)
      showActive(active, view.active)
      past.show(view)
    })
  }, signal)
  const { name } = currentSession()
  const heading = h('h1', { tabindex: -1 }, name === undefined ? 'Requests' : `Hello, ${name}`)
  return {
    title: 'Requests',
    node: h('div', { class: 'home' }, heading, waiting, active, past.node),
  }
}

/**
 * @param {HTMLElement} section
 * @param {readonly ApprovalItem[]} items
 */
function showWaiting(section, items) {
  fill(
    section,
    h('h2', null, 'Waiting for you'),
    items.length > 0
      ? itemList(items)
      : h(
          'p',
          { class: 'empty' },
          'Nobody waits for an answer. Requests appear here by themselves.',
        ),
  )
}

/**
 * @param {HTMLElement} section
 * @param {readonly ApprovalItem[]} items
 */
function showActive(section, items) {
  fill(
    section,
    h('h2', null, 'Has access now'),
    items.length > 0 ? itemList(items) : h('p', { class: 'empty' }, 'Nobody.'),
  )
}

/** What was, with as many pages more as were asked for. */
function pastSection() {
  const node = h('section')
  const list = h('div')
  const more = h('div', { class: 'actions' })
  const error = errorPlace()
  put(node, h('h2', null, 'Before'), list, error, more)
  /** @type {readonly ApprovalItem[]} */
  let older = []
  /** @type {string | undefined} */
  let next
  /** @type {readonly ApprovalItem[]} */
  let newest = []

  const render = () => {
    const seen = new Set(newest.map(({ id }) => id))
    const items = [...newest, ...older.filter(({ id }) => !seen.has(id))]
    fill(list, items.length > 0 ? itemList(items) : h('p', { class: 'empty' }, 'Nothing yet.'))
    fill(more, next !== undefined && showMore)
  }
  const showMore = button('Show earlier ones', 'secondary', () => {
    void attempt(showMore, error, async () => {
      /** @type {ApprovalsView} */
      const page = await get(`approvals?before=${encodeURIComponent(next ?? '')}`)
      older = [...older, ...page.past]
      next = page.next
      render()
    })
  })
  return {
    node,
    /** @param {ApprovalsView} view */
    show(view) {
      // What was fetched further back stays: only the newest page is new. One that has moved off it is kept.
      if (older.length === 0) next = view.next
      else older = [...newest.filter(({ id }) => older.every((item) => item.id !== id)), ...older]
      newest = view.past
      render()
    },
  }
}

/**
 * Renders anew without taking the focus from who is at a link.
 *
 * @param {() => void} render
 */
function keepFocus(render) {
  const focused = document.activeElement?.getAttribute('href')
  render()
  if (!focused || document.activeElement !== document.body) return
  for (const link of document.querySelectorAll('main a')) {
    if (link instanceof HTMLElement && link.getAttribute('href') === focused) link.focus()
  }
}
