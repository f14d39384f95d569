// The page's worker: shows what is pushed, and keeps the page itself for a fast start. Never what the server
// answered: an old answer would be taken for how things are.

const VERSION = 1
const SHELL = `countersign-owner-${VERSION}`
const PATIENCE = 3_000
const LONGEST = 300
const SCREEN = /^(?:|pair|devices|history|settings|approvals\/[\w-]{22})$/

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))
const scope = new URL(worker.registration.scope)

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(activate()))
worker.addEventListener('fetch', (event) => {
  const answer = shellAnswer(event.request)
  if (answer) event.respondWith(answer)
})
worker.addEventListener('push', (event) => event.waitUntil(notify(event.data)))
worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url))
})
worker.addEventListener('pushsubscriptionchange', (event) => {
  const change = /** @type {PushSubscriptionChangeEvent} */ (event)
  change.waitUntil(subscribeAgain(change))
})

/** Keeps the page and all that it needs. */
async function install() {
  const cache = await caches.open(SHELL)
  const found = new Set([scope.href])
  // What is added on the way is come to as well.
  for (const address of found) {
    const response = await fetch(address, { cache: 'no-cache' })
    if (!response.ok) throw new Error('A part of the page cannot be fetched')
    await cache.put(address, response.clone())
    for (const needed of await neededBy(response, address)) found.add(needed)
  }
  await worker.skipWaiting()
}

/**
 * The addresses that a page or a module names.
 *
 * @param {Response} response
 * @param {string} address
 */
async function neededBy(response, address) {
  const type = response.headers.get('content-type') ?? ''
  if (!/html|javascript/.test(type)) return []
  const names = (await response.text()).matchAll(/"(assets\/[\w/.-]+)"|from ['"](\.[\w/.-]+)['"]/g)
  const found = [...names].map(([, asset, module]) =>
    asset === undefined ? new URL(module ?? '', address).href : new URL(asset, scope).href,
  )
  // What a comment speaks of may be elsewhere.
  return found.filter((url) => url.startsWith(`${scope.href}assets/`))
}

async function activate() {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('countersign-owner-') && name !== SHELL)
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/**
 * The newest that can be had within a moment; else what is kept. `undefined`: none of ours.
 *
 * @param {Request} request
 */
function shellAnswer(request) {
  const url = new URL(request.url)
  const isOurs = url.origin === scope.origin && url.pathname.startsWith(scope.pathname)
  if (request.method !== 'GET' || !isOurs) return undefined
  const path = url.pathname.slice(scope.pathname.length)
  if (path.startsWith('assets/') && url.search === '') return newest(request, request.url)
  // All screens are the same page; what else there is to open is none of them, and must not be kept as it.
  const isPage = request.mode === 'navigate' && SCREEN.test(path)
  return isPage ? newest(request, scope.href) : undefined
}

/**
 * @param {Request} request
 * @param {string} key
 */
async function newest(request, key) {
  const cache = await caches.open(SHELL)
  const fetched = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await cache.put(key, response.clone())
    return response
  })
  // It may fail when nobody waits for it any more.
  fetched.catch(() => {})
  const late = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE)
  })
  const kept = async () => cache.match(key)
  try {
    const first = await Promise.race([fetched, late])
    return first instanceof Response ? first : ((await kept()) ?? (await fetched))
  } catch {
    return (await kept()) ?? Response.error()
  }
}

/**
 * Shows a notification for every message, as browsers demand: one that cannot be read is shown in general words,
 * and one that came too late says so, without a sound.
 *
 * @param {{ json(): unknown } | null} data
 */
async function notify(data) {
  const message = read(data)
  const isOver = typeof message.expiresAt === 'number' && message.expiresAt <= Date.now()
  await worker.registration.showNotification(isOver ? 'This request is over' : title(message), {
    body: isOver ? 'It was not answered in time, or it has ended.' : text(message.body),
    tag: text(message.tag) || 'countersign',
    icon: new URL('assets/icon-192.png', scope).href,
    badge: new URL('assets/badge-96.png', scope).href,
    silent: isOver,
    data: { url: pageAt(message.url) },
  })
}

/**
 * @param {{ json(): unknown } | null} data
 * @returns {Record<string, unknown>}
 */
function read(data) {
  try {
    const message = data?.json()
    return typeof message === 'object' && message !== null ? { ...message } : {}
  } catch {
    return {}
  }
}

/** @param {Record<string, unknown>} message */
function title(message) {
  return text(message.title) || 'Something needs your attention'
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' ? value.slice(0, LONGEST) : ''
}

/**
 * The address, if it is one of this page; else its start.
 *
 * @param {unknown} address
 */
function pageAt(address) {
  const isAddress = typeof address === 'string' && URL.canParse(address, scope.href)
  const url = isAddress ? new URL(address, scope) : scope
  return url.origin === scope.origin && url.pathname.startsWith(scope.pathname)
    ? url.href
    : scope.href
}

/**
 * Goes to the page in a window that is there, or in a new one.
 *
 * @param {unknown} address
 */
async function open(address) {
  const url = pageAt(address)
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = windows.find((window) => window.url === url) ?? windows[0]
  if (!there) return worker.clients.openWindow(url)
  // The page goes there itself: what is on it is not lost by loading it again.
  if (there.url !== url) there.postMessage({ open: url }, [])
  return there.focus()
}

/** @param {PushSubscriptionChangeEvent} change */
async function subscribeAgain({ oldSubscription, newSubscription }) {
  const key = oldSubscription?.options.applicationServerKey
  const { pushManager } = worker.registration
  const subscription =
    newSubscription ??
    (key && (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })))
  if (!subscription) return
  await fetch(new URL('api/devices/current/subscription', scope), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subscription: subscription.toJSON() }),
  })
}
