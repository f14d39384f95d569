// Pieces that more than one screen is made of.
import { everySecond } from './clock.js'
import { h, uniqueId } from './dom.js'
import { errorWords } from './error-words.js'
import { initials, plain } from './plain.js'
import { remaining } from './time.js'

/** @import { ClientView } from '../src/owner/api-types.js' */
/** @import { ApprovalPhase } from '../src/approval.js' */
/** @import { Child } from './dom.js' */

/**
 * What others have written, kept from turning around what stands beside it.
 *
 * @param {string} text
 */
export function foreign(text) {
  return h('bdi', null, plain(text))
}

/**
 * Logo or initials of an application. The name stands beside it, so it is for the eye alone.
 *
 * @param {ClientView} client
 */
export function face({ name, logo }) {
  const letters = h('span', { class: 'face', 'aria-hidden': 'true' }, initials(name))
  const url = logo === undefined ? undefined : new URL(logo, location.origin)
  if (url?.origin !== location.origin) return letters
  const image = h('img', { class: 'face', src: url.href, alt: '', width: 56, height: 56 })
  image.addEventListener('error', () => image.replaceWith(letters), { once: true })
  return image
}

/**
 * Says whether somebody has seen who is behind an application, and who that was.
 *
 * @param {ClientView} client
 * @param {string} service
 */
export function verification({ verified }, service) {
  return verified
    ? h('span', { class: 'mark good' }, icon('✓'), `Verified by ${service}`)
    : h('span', { class: 'mark caution' }, icon('!'), 'Not verified')
}

/**
 * A stamp, such as are put on papers that are dealt with.
 *
 * @param {ApprovalPhase} phase
 * @param {string} text
 */
export function stamp(phase, text) {
  return h('span', { class: `stamp ${phase}` }, text)
}

/**
 * A clock that runs down. Not read aloud each second: the label says until when.
 *
 * @param {number} until
 * @param {(now: number) => void} [onEnd]
 */
export function countdown(until, onEnd) {
  let ended = false
  const node = h('span', { class: 'countdown', role: 'timer', 'aria-live': 'off' })
  return everySecond(node, (now) => {
    node.textContent = remaining(until - now)
    if (now < until || ended) return
    ended = true
    onEnd?.(now)
  })
}

/**
 * Pairs of a name and a value. Those without a value are left out.
 *
 * @param {readonly (readonly [string, Child | readonly Child[]])[]} rows
 */
export function facts(rows) {
  const present = rows.filter(([, value]) => value !== undefined && value !== false)
  return h(
    'dl',
    { class: 'facts' },
    present.map(([name, value]) => h('div', null, h('dt', null, name), definition(value))),
  )
}

/** @param {Child | readonly Child[]} value */
function definition(value) {
  return Array.isArray(value) ? h('dd', null, ...value) : h('dd', null, value)
}

/**
 * A sign beside a word that says the same.
 *
 * @param {string} sign
 */
export function icon(sign) {
  return h('span', { class: 'icon', 'aria-hidden': 'true' }, sign)
}

/**
 * A place for what went wrong, which is read aloud when something does.
 */
export function errorPlace() {
  const id = uniqueId('error')
  return h('p', { id, class: 'error', role: 'alert' })
}

/**
 * Does something that a button was pressed for: once at a time, and says so if it fails.
 *
 * @param {HTMLButtonElement} pressed
 * @param {HTMLElement} place
 * @param {() => Promise<void>} action
 */
export async function attempt(pressed, place, action) {
  if (pressed.getAttribute('aria-busy') === 'true') return
  pressed.setAttribute('aria-busy', 'true')
  place.textContent = ''
  try {
    await action()
  } catch (error) {
    place.textContent = errorWords(error)
  } finally {
    pressed.removeAttribute('aria-busy')
  }
}
