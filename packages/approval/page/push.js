// Notifications by web push: whether this device can have them, has them, and how they are turned on and off.
import { replace } from './api.js'
import { currentSession, setSession } from './session.js'

const PATIENCE = 10_000

/**
 * `unsupported`: not in this browser. `home-screen`: only once the page is on the Home Screen (iOS). `absent`:
 * the server sends none. `blocked`: the owner has told the browser so.
 *
 * @typedef {'on' | 'off' | 'blocked' | 'home-screen' | 'unsupported' | 'absent'} PushState
 */

/** @returns {Promise<PushState>} */
export async function pushState() {
  const { vapidPublicKey, subscribed } = currentSession()
  if (vapidPublicKey === undefined) return 'absent'
  if (!('PushManager' in window) || !('Notification' in window)) {
    return 'standalone' in navigator ? 'home-screen' : 'unsupported'
  }
  if (Notification.permission === 'denied') return 'blocked'
  const subscription = await currentSubscription()
  return subscription && subscribed ? 'on' : 'off'
}

/** Asks for permission, which needs a press of a button, and subscribes. Gives the state that it came to. */
export async function turnPushOn() {
  const { vapidPublicKey } = currentSession()
  if (vapidPublicKey === undefined) return 'absent'
  if ((await Notification.requestPermission()) !== 'granted') return pushState()
  const { pushManager } = await worker()
  // One that is there is dead, or made with another key: the server sends nothing to it.
  await (await pushManager.getSubscription())?.unsubscribe()
  const subscription = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: keyBytes(vapidPublicKey),
  })
  await save(subscription.toJSON())
  return 'on'
}

/** Unsubscribes, at the server first: what it does not know of it cannot send to. */
export async function turnPushOff() {
  await save(null)
  await (await currentSubscription())?.unsubscribe()
}

/** @param {object | null} subscription */
async function save(subscription) {
  await replace('devices/current/subscription', { subscription })
  setSession({ ...currentSession(), subscribed: subscription !== null })
}

async function currentSubscription() {
  const registration = await navigator.serviceWorker.getRegistration()
  return registration?.pushManager.getSubscription()
}

/** The worker, which may still be starting. Rejects with a DOMException if there is none. */
async function worker() {
  const { ready } = navigator.serviceWorker
  const late = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE)
  })
  const registration = await Promise.race([ready, late])
  if (registration instanceof ServiceWorkerRegistration) return registration
  throw new DOMException('No service worker', 'TimeoutError')
}

/** @param {string} base64url */
function keyBytes(base64url) {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
