// Who waits and who has access, kept up to date for all screens.
import { get } from './api.js'
import { everySecond, setServerTime } from './clock.js'
import { onLive } from './live.js'

/** @import { ApprovalItem, ApprovalsView } from '../src/owner/api-types.js' */

/** @typedef {(view: ApprovalsView, news: readonly ApprovalItem[]) => void} InboxListener */

/** @type {Set<InboxListener>} */
const listeners = new Set()
/** @type {ApprovalsView | undefined} */
let view
/** @type {Promise<void> | undefined} */
let loading
let again = false
let nextTry = 0

const PAUSE = 3_000

/**
 * Tells what there is now, if that is known, and whatever comes, until the signal aborts. `news` are the
 * requests that were not there before.
 *
 * @param {InboxListener} listener
 * @param {AbortSignal} [signal]
 */
export function onInbox(listener, signal) {
  if (signal?.aborted) return
  listeners.add(listener)
  signal?.addEventListener('abort', () => listeners.delete(listener), { once: true })
  if (view) listener(view, [])
}

/** Keeps it up to date from now on. */
export function startInbox() {
  onLive('change', () => void loadInbox().catch(() => {}))
  onLive('gap', () => void loadInbox().catch(() => {}))
  everySecond(document.documentElement, (now) => {
    if (!view || now < nextTry || !items(view).some((item) => isOver(item, now))) return
    // The server may be a moment behind, or away.
    nextTry = now + PAUSE
    void loadInbox().catch(() => {})
  })
}

/** Forgets what was there, as for a sign-out. */
export function clearInbox() {
  view = undefined
}

/**
 * The name of the application of an approval that was seen lately.
 *
 * @param {string | undefined} id
 */
export function clientName(id) {
  const seen = view ? [...items(view), ...view.past] : []
  return seen.find((item) => item.id === id)?.client.name ?? 'An application'
}

/** Fetches it: of many calls at once the last one is not lost. */
export function loadInbox() {
  again = loading !== undefined
  loading ??= load().finally(() => {
    loading = undefined
  })
  return loading
}

async function load() {
  do {
    again = false
    /** @type {ApprovalsView} */
    const next = await get('approvals')
    setServerTime(next.now)
    const known = new Set(view?.waiting.map(({ id }) => id))
    const news = view ? next.waiting.filter(({ id }) => !known.has(id)) : []
    view = next
    for (const listener of listeners) listener(next, news)
  } while (again)
}

/** @param {ApprovalsView} view */
function items({ waiting, active }) {
  return [...waiting, ...active]
}

/**
 * Whether its state is another one by now.
 *
 * @param {ApprovalItem} item
 * @param {number} now
 */
function isOver({ phase, expiresAt, tokenExpiresAt }, now) {
  return now >= (phase === 'active' ? (tokenExpiresAt ?? expiresAt) : expiresAt) + 500
}
