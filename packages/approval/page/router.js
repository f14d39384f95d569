// Which screen is shown at which address. Addresses are relative to the `base` of the page.

/**
 * @typedef {object} Visit
 * @property {readonly string[]} parts What the pattern left open.
 * @property {AbortSignal} signal Aborts when the screen is left.
 *
 * @typedef {object} Screen
 * @property {string} title
 * @property {HTMLElement} node
 *
 * @typedef {object} Route
 * @property {RegExp} path
 * @property {'signed-in' | 'anybody'} audience
 * @property {(visit: Visit) => Promise<Screen> | Screen} show
 */

/** @type {(path: string) => void} */
let listener = () => {}

/**
 * Calls it for each address from now on, with the path below the base.
 *
 * @param {(path: string) => void} onPath
 */
export function startRouter(onPath) {
  listener = onPath
  addEventListener('popstate', () => listener(currentPath()))
  document.addEventListener('click', followLink)
  listener(currentPath())
}

/**
 * Goes to another screen.
 *
 * @param {string} path
 * @param {{ replace?: boolean }} [options]
 */
export function go(path, { replace = false } = {}) {
  const url = new URL(path || './', document.baseURI)
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  listener(currentPath())
}

/** The path below the base, without a slash at either end. */
export function currentPath() {
  return pathOf(new URL(location.href)) ?? ''
}

/**
 * Takes the part behind `#` out of the address, so that it is in no history, bookmark or screenshot.
 */
export function takeHash() {
  const hash = location.hash.slice(1)
  if (hash !== '') history.replaceState(history.state, '', location.pathname)
  return hash
}

/**
 * The path of an address below the base; `undefined` if it is another place.
 *
 * @param {URL} url
 */
export function pathOf(url) {
  const base = new URL(document.baseURI)
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return undefined
  return url.pathname.slice(base.pathname.length).replace(/\/$/, '')
}

/** @param {MouseEvent} event */
function followLink(event) {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!isPlain || event.altKey || event.defaultPrevented || !link?.href) return
  const path = pathOf(new URL(link.href))
  const leaves = link.target !== '' || link.hasAttribute('download') || link.hash !== ''
  if (path === undefined || leaves || path.startsWith('api/')) return
  event.preventDefault()
  go(path)
}
