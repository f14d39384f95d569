// What stands around every screen: the name of the service, and the ways to the others.
import { fill, h, s } from './dom.js'

/** @import { SessionView } from '../src/owner/api-types.js' */

const PLACES = [
  { path: './', name: 'Requests', shape: 'M4 5h16v14H4zM8 10h8M8 14h5' },
  { path: 'devices', name: 'Devices', shape: 'M7 3h10v18H7zM11 18h2' },
  { path: 'history', name: 'History', shape: 'M12 4a8 8 0 1 1-8 8M12 8v4l3 2M4 5v4h4' },
  { path: 'settings', name: 'Settings', shape: 'M4 7h9M17 7h3M13 5v4M4 16h3M11 16h9M11 14v4' },
]

/** @param {SessionView | undefined} session */
export function showFrame(session) {
  const nav = element('places')
  nav.hidden = session === undefined
  fill(element('service'), session?.service ?? 'Countersign')
  if (session) fill(nav, PLACES.map(placeLink))
}

/**
 * Marks where one is.
 *
 * @param {string} path
 */
export function markPlace(path) {
  const [first = ''] = path.split('/')
  const place = first === 'approvals' || first === '' ? './' : first
  for (const link of element('places').querySelectorAll('a')) {
    if (link.getAttribute('href') === place) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

/** @param {{ path: string, name: string, shape: string }} place */
function placeLink({ path, name, shape }) {
  const picture = s('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, s('path', { d: shape }))
  return h('a', { href: path }, picture, h('span', null, name))
}

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}
