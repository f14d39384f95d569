// The switch for notifications, with what stands in its way.
import { button, fill, h } from './dom.js'
import { attempt, errorPlace } from './parts.js'
import { pushState, turnPushOff, turnPushOn } from './push.js'

/** @import { PushState } from './push.js' */

/** @type {Readonly<Record<PushState, string>>} */
const WORDS = {
  on: 'This device is told at once when somebody asks for access.',
  off: 'This device is told only while the page is open.',
  blocked: 'The browser does not let this page send notifications. Allow them in its settings.',
  'home-screen':
    'On iPhone and iPad, notifications need this page on the Home Screen: tap Share, then Add to Home Screen, open it from there, and sign in.',
  unsupported: 'This browser cannot receive notifications. Keep the page open to be told.',
  absent: 'This service sends no notifications. Keep the page open to be told.',
}

/**
 * `onChange` is told the state at first, too.
 *
 * @param {(state: PushState) => void} [onChange]
 */
export function notificationSwitch(onChange) {
  const node = h('div', { class: 'stack' })
  const text = h('p', { role: 'status' })
  const error = errorPlace()
  const place = h('div', { class: 'actions' })
  node.append(text, error, place)
  /** @param {PushState} state */
  const show = (state) => {
    onChange?.(state)
    text.textContent = WORDS[state]
    if (state === 'on') {
      const off = button('Turn off notifications', 'secondary', () => {
        void attempt(off, error, async () => {
          await turnPushOff()
          show('off')
        })
      })
      fill(place, off)
    } else if (state === 'off') {
      const on = button('Turn on notifications', 'primary', () => {
        void attempt(on, error, async () => {
          const next = await turnOn(error)
          if (next !== 'off') show(next)
        })
      })
      fill(place, on)
    } else fill(place)
  }
  void pushState().then(show, () => show('unsupported'))
  return node
}

/** @param {HTMLElement} error */
async function turnOn(error) {
  try {
    const state = await turnPushOn()
    if (state === 'off') error.textContent = 'Notifications were not allowed.'
    return state
  } catch (cause) {
    // Of the browser's own: it has no push service, or cannot reach it.
    if (!(cause instanceof DOMException)) throw cause
    error.textContent = 'The push service of this browser cannot be reached. Try again later.'
    return 'off'
  }
}
