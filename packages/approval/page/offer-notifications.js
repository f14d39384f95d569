// The last step of pairing: to be told, or not.
import { fill, h } from './dom.js'
import { notificationSwitch } from './notifications.js'

/** @param {HTMLElement} node */
export function offerNotifications(node) {
  const done = h('a', { class: 'button secondary wide', href: './' }, 'Not now')
  const question = h('p', null, 'Shall it tell you when somebody asks for access in your name?')
  const heading = h('h1', { tabindex: -1 }, 'This device is paired')
  fill(
    node,
    heading,
    question,
    notificationSwitch((state) => {
      // Where there is nothing to choose, nothing is asked.
      question.hidden = state !== 'off'
      done.textContent = state === 'off' ? 'Not now' : 'Continue'
    }),
    done,
  )
  heading.focus()
}
