// What happens while the page is open, by Server-Sent Events. The browser connects again by itself after most
// failures, and goes on where it was; after those that it gives up on, this does.

/** @import { UseView } from '../src/owner/api-types.js' */

/**
 * `change`: something about an approval is new. `use`: a token was used. `gap`: something may have been missed,
 * so whatever is shown should be fetched again. `connected`: whether there is a connection.
 *
 * @typedef {{ change: string, use: UseView, gap: undefined, connected: boolean }} LiveEvents
 */

const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

/** @type {{ [K in keyof LiveEvents]: Set<(value: LiveEvents[K]) => void> }} */
const listeners = { change: new Set(), use: new Set(), gap: new Set(), connected: new Set() }
/** @type {EventSource | undefined} */
let source
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pending
let pause = FIRST_PAUSE
let wasLost = false

/**
 * Listens until the signal aborts.
 *
 * @template {keyof LiveEvents} K
 * @param {K} name
 * @param {(value: LiveEvents[K]) => void} listener
 * @param {AbortSignal} [signal]
 */
export function onLive(name, listener, signal) {
  if (signal?.aborted) return
  listeners[name].add(listener)
  signal?.addEventListener('abort', () => listeners[name].delete(listener), { once: true })
}

/** Connects, unless it is connected. */
export function openLive() {
  if (source) return
  const events = new EventSource(new URL('api/events', document.baseURI))
  source = events
  events.addEventListener('open', opened)
  events.addEventListener('error', () => failed(events))
  events.addEventListener('approvals', ({ data }) => {
    const id = read(data)?.id
    if (typeof id === 'string') tell('change', id)
  })
  events.addEventListener('use', ({ data }) => {
    const use = read(data)
    if (typeof use?.sequence === 'number' && Array.isArray(use.notable)) tell('use', use)
  })
}

export function closeLive() {
  clearTimeout(pending)
  source?.close()
  source = undefined
  wasLost = false
}

/** Connects anew, as after a sleep of the device: a connection that died meanwhile does not tell. */
export function renewLive() {
  if (!source) return
  closeLive()
  wasLost = true
  openLive()
}

function opened() {
  pause = FIRST_PAUSE
  tell('connected', true)
  // The browser may have lost where it was, and changes of approvals are not sent twice.
  if (wasLost) tell('gap', undefined)
  wasLost = false
}

/** @param {EventSource} events */
function failed(events) {
  if (events !== source) return
  wasLost = true
  tell('connected', false)
  if (events.readyState !== EventSource.CLOSED) return
  // It may have been a no: whoever fetches something now learns that nobody is signed in.
  tell('gap', undefined)
  clearTimeout(pending)
  pending = setTimeout(renewLive, pause)
  pause = Math.min(LONGEST_PAUSE, pause * 2)
}

/**
 * @template {keyof LiveEvents} K
 * @param {K} name
 * @param {LiveEvents[K]} value
 */
function tell(name, value) {
  for (const listener of listeners[name]) listener(value)
}

/** @param {string} data */
function read(data) {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
