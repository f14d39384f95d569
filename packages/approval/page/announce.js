// What is said to those who cannot see, or do not look: a polite live region, and the title of the window.
import { button, fill, h } from './dom.js'

const SHOWN_FOR = 12_000

let service = 'Approvals'
let screen = ''
let waiting = 0
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading

/**
 * Says something, in a bar that goes away, with a way to where it is about.
 *
 * @param {string} text
 * @param {{ href: string, label: string }} [link]
 */
export function announce(text, link) {
  const region = newsRegion()
  const close = button('Close', 'quiet', () => fill(region))
  fill(
    region,
    h(
      'div',
      { class: 'toast' },
      h('p', null, text),
      link && h('a', { href: link.href }, link.label),
      close,
    ),
  )
  clearTimeout(fading)
  // It stays for as long as somebody is at it.
  const fade = () => {
    if (region.matches(':focus-within, :hover')) fading = setTimeout(fade, 2_000)
    else fill(region)
  }
  fading = setTimeout(fade, SHOWN_FOR)
}

/** @param {string} name */
export function setService(name) {
  service = name
  showTitle()
}

/** @param {string} name */
export function setScreen(name) {
  screen = name
  showTitle()
}

/** @param {number} count */
export function setWaiting(count) {
  waiting = count
  showTitle()
}

function showTitle() {
  const count = waiting > 0 ? `(${waiting}) ` : ''
  document.title = count + [screen, service].filter(Boolean).join(' – ')
}

function newsRegion() {
  return /** @type {HTMLElement} */ (document.getElementById('news'))
}
